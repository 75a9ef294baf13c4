"""The same network in PyTorch, at `khala bench peers`' command: one JSON object a line in, one a line out.

Usage: peer.py FOLDER, where FOLDER holds what exchange.py reads. OMP_NUM_THREADS says how many threads it may use.
"""

import json
import os
import sys
import time
from array import array

import torch

from exchange import Exchange, choices_of
from pair import Pair
from policy import HEADS, Policy
from training import OPTIMISERS, Trainer, attentions


def threads_allowed():
    return int(os.environ["OMP_NUM_THREADS"])


def timed(run, times):
    took = []
    for _ in range(times):
        began = time.perf_counter()
        run()
        took.append(1000 * (time.perf_counter() - began))
    return took


class Peer:
    def __init__(self, folder):
        self.folder = folder
        self._exchange = None
        self.trainer = None
        self.pair = None
        self.product = None
        self.deciders = {}

    @property
    def exchange(self):
        """Read when it is first needed: Khala asks whether PyTorch is there before it writes it."""
        if self._exchange is None:
            self._exchange = Exchange(self.folder)
        return self._exchange

    def hello(self):
        try:
            torch.optim.AdamW([torch.zeros(1, requires_grad=True)], fused=True)
            fused = True
        except (RuntimeError, TypeError):
            fused = False  # Before 2.4 the fused AdamW is for CUDA alone.
        return {
            "python": sys.version.split()[0],
            "torch": torch.__version__,
            "threads": torch.get_num_threads(),
            "attentions": attentions(),
            "optimisers": [name for name in OPTIMISERS if fused or not name.endswith("fused")],
            "compiles": hasattr(torch, "compile"),
        }

    def reference(self):
        """Loss, logits, gradient and the updated parameters in float64, one after the other in reference.bin."""
        exchange = self.exchange
        trainer = Trainer(exchange, slice(None), "products", "plain", False, torch.float64)
        first = exchange.per_tensor("first_moment", torch.float64)
        second = exchange.per_tensor("second_moment", torch.float64)
        before = float(exchange.about["stepNumber"] - 1)
        for name, (leaf, _) in zip(trainer.names, trainer.leaves):
            state = {"step": torch.tensor(before), "exp_avg": first[name], "exp_avg_sq": second[name]}
            trainer.optimiser.state[leaf] = state
        with torch.no_grad():
            logits, value, _ = trainer.forward()
        parts = {**{head: logits[head] for head in HEADS}, "value": value}
        parts["loss"] = trainer.backward().detach().reshape(1)
        parts["gradient"] = exchange.flatten(trainer.gradients())
        trainer.update()
        parts["parameters"] = exchange.flatten(trainer.parameters()).detach()
        lengths = {}
        with open(os.path.join(exchange.folder, "reference.bin"), "wb") as file:
            for name, part in parts.items():
                lengths[name] = part.numel()
                array("d", part.reshape(-1).tolist()).tofile(file)
        return {"lengths": lengths}

    def prepare(self, attention, optimiser, compiled):
        """The step to be timed; its first loss is computed, which also warms it up and compiles it."""
        self.trainer = Trainer(self.exchange, slice(None), attention, optimiser, compiled)
        began = time.perf_counter()
        loss = self.trainer.step().item()
        return {"loss": loss, "seconds": time.perf_counter() - began}

    def step(self, times):
        return {"ms": timed(lambda: self.trainer.step(), times)}

    def gemm(self, size, times):
        if self.product is None or self.product[0].shape[0] != size:
            self.product = [torch.randn(size, size) for _ in range(3)]
        a, b, out = self.product
        return {"ms": timed(lambda: torch.mm(a, b, out=out), times)}

    def decide(self, entities, attention, times):
        """The forward pass alone, every head along given choices: nothing is sampled."""
        key = (entities, attention)
        if key not in self.deciders:
            chosen = choices_of(self.exchange.group(f"decision-{entities}.choice."))
            self.deciders[key] = self._decider(entities, attention, torch.float32, chosen)
        run = self.deciders[key]
        return {"ms": timed(run, times)}

    def regret(self, entities):
        """By how much the largest logit in float64 is above that of what Khala decided, worst head."""
        chosen = choices_of(self.exchange.group(f"decision-{entities}.choice."))
        # The answer does not name the pivot, on which its own logits do not depend. Where all are masked, float32 knows no difference.
        first = self._decider(entities, "products", torch.float64, chosen)()
        chosen["pivot"] = first["pivot"].float().argmax(1)
        logits = self._decider(entities, "products", torch.float64, chosen)()
        worst = {}
        for head in ("function", "delay", "queued", "target_entity", "target_cell", "target_fine"):
            row = logits[head][0]
            worst[head] = (row.max() - row[chosen[head][0]]).item()
        wrong = (logits["selected"] > 0) != (chosen["selected"] > 0)
        wrong[0, chosen["pivot"][0]] = False
        worst["selected"] = (logits["selected"].abs() * wrong).max().item()
        return {"regret": worst}

    def _decider(self, entities, attention, dtype, chosen):
        exchange = self.exchange
        policy = Policy(exchange.sizes, exchange.tensor("users"), dtype)
        parameters = exchange.per_tensor("parameters", dtype)
        inputs = exchange.group(f"decision-{entities}.input.", dtype)
        choices = {**chosen, "selected": chosen["selected"].to(dtype)}

        def run():
            with torch.inference_mode():
                logits, _, _ = policy(parameters, inputs, choices, attention)
                return logits

        return run

    def open_pair(self, attention, optimiser, reduce):
        self.close_pair()
        batch = self.exchange.about["batch"]
        settings = {"attention": attention, "optimiser": optimiser, "batch": batch}
        trainer = Trainer(self.exchange, slice(0, 1), attention, optimiser, False)
        sizes = [leaf.shape for leaf, _ in trainer.leaves]
        self.pair = Pair(self.exchange.folder, settings, reduce, sizes)
        _, loss = self.pair.run(1)
        return {"loss": loss}

    def pair_step(self, times):
        took, _ = self.pair.run(times)
        return {"ms": took}

    def close_pair(self):
        if self.pair is not None:
            self.pair.close()
        self.pair = None
        return {}


COMMANDS = ("hello", "reference", "prepare", "step", "gemm", "decide", "regret", "open_pair", "pair_step", "close_pair")


def main():
    torch.manual_seed(1)
    torch.set_flush_denormal(True)
    torch.set_num_threads(threads_allowed())
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # Whatever libraries print goes to stderr; answers alone go to stdout.
    peer = Peer(sys.argv[1])
    for line in sys.stdin:
        request = json.loads(line)
        do = request.pop("do")
        try:
            if do not in COMMANDS:
                raise ValueError(f"no command {do}")
            answer = getattr(peer, do)(**request)
        except Exception as error:  # Khala says what to do about it.
            answer = {"error": f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"}
        answers.write(json.dumps(answer) + "\n")
    peer.close_pair()


if __name__ == "__main__":
    main()
