"""One training step in PyTorch: loss, gradients, clipping by the global norm, AdamW, in each of the ways that are worth trying."""

import torch

from exchange import choices_of
from policy import FEW, HAS_SDPA, PRODUCTS, SDPA, Policy, imitation_loss

# How the optimiser runs: whether all parameters lie in two vectors (with and without weight decay), and AdamW's own settings.
OPTIMISERS = {
    "plain": (False, {"foreach": False}),
    "foreach": (False, {"foreach": True}),
    "fused": (False, {"fused": True}),
    "flat": (True, {"foreach": False}),
    "flat-fused": (True, {"fused": True}),
}


def attentions():
    return [PRODUCTS, FEW, SDPA] if HAS_SDPA else [PRODUCTS, FEW]


class Trainer:
    """Parameters, optimiser and batch of one training run. `rows` are the samples of the batch that it learns from."""

    def __init__(self, exchange, rows, attention, optimiser, compiled, dtype=torch.float32):
        self.exchange = exchange
        self.attention = attention
        self.policy = Policy(exchange.sizes, exchange.tensor("users"), dtype)
        self.inputs = {name: x[rows].contiguous() for name, x in exchange.group("step.input.", dtype).items()}
        self.targets = {name: x[rows].contiguous() for name, x in exchange.group("step.target.", dtype).items()}
        self.applies = exchange.tensor("applies", dtype)
        self.names = [part["name"] for part in exchange.layout]
        self.clip_norm = exchange.optimiser["clipNorm"]
        flat, settings = OPTIMISERS[optimiser]
        self._lay_out(exchange.per_tensor("parameters", dtype), flat)
        decay = exchange.optimiser["weightDecay"]
        groups = [
            {"params": [leaf for leaf, decays in self.leaves if decays], "weight_decay": decay},
            {"params": [leaf for leaf, decays in self.leaves if not decays], "weight_decay": 0.0},
        ]
        self.optimiser = torch.optim.AdamW(
            groups,
            lr=exchange.optimiser["learningRate"],
            betas=(exchange.optimiser["beta1"], exchange.optimiser["beta2"]),
            eps=exchange.optimiser["epsilon"],
            **settings,
        )
        self.loss_of = torch.compile(self._loss) if compiled else self._loss

    def _lay_out(self, tensors, flat):
        """Leaves as (tensor, whether it decays): every parameter by itself, or all in two vectors of which they are views."""
        decays = self.exchange.decays
        self.parts = {}
        if not flat:
            self.leaves = [(tensors[name].requires_grad_(), decays(name)) for name in self.names]
            return
        self.leaves = []
        for wanted in (True, False):
            names = [name for name in self.names if decays(name) == wanted]
            leaf = torch.cat([tensors[name].reshape(-1) for name in names]).requires_grad_()
            self.parts[len(self.leaves)] = (names, [tensors[name].shape for name in names])
            self.leaves.append((leaf, wanted))

    def parameters(self):
        """Tensors by name."""
        if not self.parts:
            return dict(zip(self.names, (leaf for leaf, _ in self.leaves)))
        found = {}
        for at, (names, shapes) in self.parts.items():
            pieces = self.leaves[at][0].split([shape.numel() for shape in shapes])
            found.update((name, piece.view(shape)) for name, piece, shape in zip(names, pieces, shapes))
        return found

    def gradients(self):
        """Gradients by name, after a backward pass of unflattened leaves."""
        return {name: leaf.grad for name, (leaf, _) in zip(self.names, self.leaves)}

    def forward(self):
        return self.policy(self.parameters(), self.inputs, choices_of(self.targets), self.attention)

    def _loss(self):
        logits, value, selectable = self.forward()
        return imitation_loss(logits, value, selectable, self.targets, self.applies)

    def backward(self):
        self.optimiser.zero_grad(set_to_none=True)
        loss = self.loss_of()
        loss.backward()
        return loss

    def update(self):
        torch.nn.utils.clip_grad_norm_([leaf for leaf, _ in self.leaves], self.clip_norm)
        self.optimiser.step()

    def step(self):
        loss = self.backward()
        self.update()
        return loss
