"""The policy of src/model in PyTorch, on its parameters by their names, written to be fast there.

Shape letters: B batch, N entities, P map patches, T tokens, L latents, D width, H heads, d = D / H, F functions, G location cells,
Dp pointer width.
"""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F

MASKED = -1e9
GELU_SLOPE = 1.702
# Wavelengths of the Fourier features: the longest of positions in cells, and the shortest of all.
LONGEST_CELLS = 512.0
SHORTEST = 2.0
HEADS = ("function", "delay", "queued", "pivot", "selected", "target_entity", "target_cell", "target_fine")
LEARNED_QUERIES = ("function", "delay", "queued", "value")
HAS_SDPA = hasattr(F, "scaled_dot_product_attention")
# How attention is computed: by products, by PyTorch's own function, or between few and many on the side of the few as in src/model/cross-attention.ts.
PRODUCTS, SDPA, FEW = "products", "sdpa", "few"


@dataclass(frozen=True)
class Sizes:
    """What the network needs to know beside its parameters; the file of the exchange names it alike."""

    heads: int
    blocks: int
    fourier_bands: int
    map_raster: int
    map_patches_side: int
    location_grid: int
    unit_types: int
    entity_ids: tuple
    scalar_ids: tuple


def linear(p, name, x):
    """Weights lie as PyTorch wants them: (out, in)."""
    return F.linear(x, p[name + ".w"], p[name + ".b"])


def norm(p, name, x):
    return F.layer_norm(x, x.shape[-1:], p[name + ".g"], p[name + ".b"], 1e-5)


def gelu(x):
    """x sigmoid(1.702 x) as SiLU, which has one kernel forward and one backward."""
    return F.silu(x * GELU_SLOPE) * (1 / GELU_SLOPE)


def mlp(p, name, x):
    return linear(p, name + ".down", gelu(linear(p, name + ".up", x)))


def add_mlp(p, name, x):
    return x + mlp(p, name, norm(p, name + ".norm", x))


def split_heads(x, heads):
    """(B, T, D) to (B, H, T, d)"""
    return x.view(x.shape[0], x.shape[1], heads, -1).transpose(1, 2)


def attend(q, k, v, heads, bias, attention):
    """softmax(q k^T / sqrt(d) + bias) v of q (B or 1, Tq, D), k and v (B, H, Tk, d), bias (B, 1, 1, Tk) or None. (B, Tq, D)"""
    batch, _, keys, depth = k.shape
    q = split_heads(q, heads)  # (B or 1, H, Tq, d)
    if attention == SDPA:
        q = q.expand(batch, -1, -1, -1)
        mask = None if bias is None else bias.expand(batch, 1, q.shape[2], keys)
        out = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)  # (B, H, Tq, d)
    else:
        logits = torch.matmul(q * (1 / math.sqrt(depth)), k.transpose(-2, -1))  # (B, H, Tq, Tk)
        if bias is not None:
            logits = logits + bias
        out = torch.matmul(torch.softmax(logits, -1), v)  # (B, H, Tq, d)
    return out.transpose(1, 2).reshape(batch, out.shape[2], -1)


def key_value(p, name, x, heads):
    normed = norm(p, name + ".norm", x)
    return split_heads(linear(p, name + ".k", normed), heads), split_heads(linear(p, name + ".v", normed), heads)


def of_heads(w, heads):
    """A projection (D out, D in) cut into that of each head. (H, d, D)"""
    return w.view(heads, -1, w.shape[1])


def read_many(p, name, q, x, heads, bias):
    """attend() of few queries q (1, L, D) to keys and values that many inputs x (B, T, D) would be projected to. (B, L, D)"""
    normed = norm(p, name + ".norm", x)
    batch, count, width = normed.shape
    few = q.shape[1]
    scaled = split_heads(q, heads) * math.sqrt(heads / width)  # (1, H, L, d)
    asked = torch.matmul(scaled, of_heads(p[name + ".k.w"], heads)).reshape(1, heads * few, width)
    logits = torch.matmul(asked, normed.transpose(1, 2)).view(batch, heads, few, count) + bias
    mixed = torch.bmm(torch.softmax(logits, -1).view(batch, heads * few, count), normed)  # (B, H L, D)
    values = of_heads(p[name + ".v.w"], heads).transpose(1, 2)  # (H, D, d)
    read = torch.matmul(mixed.view(batch, heads, few, width), values)  # (B, H, L, d)
    # The keys' bias adds the same to all logits of a query.
    return read.transpose(1, 2).reshape(batch, few, width) + p[name + ".v.b"] + 0 * p[name + ".k.b"]


def ask_few(p, query, out, x, k, v):
    """`out` of attend() of many queries, `query` of each x (B, N, D), to few keys k and values v (B, H, L, d). (B, N, D)"""
    batch, heads, few, depth = k.shape
    count, width = x.shape[1:]
    scaled = k * (1 / math.sqrt(depth))
    keys = torch.matmul(scaled, of_heads(p[query + ".w"], heads)).reshape(batch, heads * few, width)
    level = torch.matmul(scaled, p[query + ".b"].view(heads, depth, 1)).reshape(batch, 1, heads * few)
    logits = torch.baddbmm(level, x, keys.transpose(1, 2))  # (B, N, H L)
    weights = torch.softmax(logits.view(batch, count, heads, few), -1).view(batch, count, heads * few)
    rows = p[out + ".w"].view(width, heads, depth).permute(1, 2, 0)  # (H, d, D)
    return torch.bmm(weights, torch.matmul(v, rows).reshape(batch, heads * few, width)) + p[out + ".b"]


def block(p, name, x, heads, attention):
    """x + attention(norm(x)), then + MLP(norm(x)). (B, L, D)"""
    normed = norm(p, name + ".norm", x)
    q, k, v = (linear(p, f"{name}.{part}", normed) for part in "qkv")
    read = attend(q, split_heads(k, heads), split_heads(v, heads), heads, None, attention)
    return add_mlp(p, name + ".mlp", x + linear(p, name + ".out", read))


class Policy:
    """The network without its parameters. What depends on the sizes alone is computed once."""

    def __init__(self, sizes, users, dtype):
        self.sizes = sizes
        self.users = users.to(dtype)  # (F * unit types)
        bands, raster = sizes.fourier_bands, sizes.map_raster
        self.cell_bands = self._bands(bands, LONGEST_CELLS, SHORTEST).to(dtype)
        self.raster_bands = self._bands(bands, 2.0 * raster, SHORTEST).to(dtype)
        self.patch_places = self._fourier(self._centres(sizes.map_patches_side).to(dtype), self.raster_bands)
        self.cell_places = self._fourier(self._centres(sizes.location_grid).to(dtype), self.raster_bands)

    @staticmethod
    def _bands(bands, longest, shortest):
        """(2, 2 bands): scales both coordinates by all bands."""
        ratio = (shortest / longest) ** (1 / (bands - 1)) if bands > 1 else 1.0
        turns = torch.tensor([2 * math.pi / (longest * ratio**i) for i in range(bands)], dtype=torch.float64)
        none = torch.zeros(bands, dtype=torch.float64)
        return torch.stack([torch.cat([turns, none]), torch.cat([none, turns])])

    @staticmethod
    def _fourier(position, bands):
        angles = torch.matmul(position, bands)
        return torch.cat([torch.sin(angles), torch.cos(angles)], -1)

    def _centres(self, side):
        cell = self.sizes.map_raster / side
        return torch.tensor(
            [[((i % side) + 0.5) * cell, (i // side + 0.5) * cell] for i in range(side * side)], dtype=torch.float64
        )

    def _embed_all(self, p, prefix, names, ids):
        return sum(F.embedding(ids[..., i], p[f"{prefix}.{name}"]) for i, name in enumerate(names))

    def tokenise(self, p, x):
        """Entities (B, N, D), all tokens (B, T, D), and what is added to logits at padding (B, 1, 1, T)."""
        sizes = self.sizes
        modality = p["tokens.modality"]
        position = x["entity_position"]
        numbers = torch.cat(
            [
                x["entity_features"],
                self._fourier(position[..., :2], self.cell_bands),
                self._fourier(position[..., 2:], self.raster_bands),
            ],
            -1,
        )
        ids = self._embed_all(p, "tokens.entity", sizes.entity_ids, x["entity_ids"])
        raw = gelu(linear(p, "tokens.entity.in", numbers) + ids)
        entities = norm(p, "tokens.entity.norm", linear(p, "tokens.entity.out", raw))
        places = linear(p, "tokens.map.place", self.patch_places)
        patches = norm(p, "tokens.map.norm", linear(p, "tokens.map", x["map"]) + places)
        player = linear(p, "tokens.scalars", x["scalars"]) + self._embed_all(
            p, "tokens.scalars", sizes.scalar_ids, x["scalar_ids"]
        )
        player = norm(p, "tokens.scalars.norm", player)[:, None]
        tokens = torch.cat([entities + modality[0], patches + modality[1], player + modality[2]], 1)
        padding = F.pad((1 - x["entity_mask"]) * MASKED, (0, patches.shape[1] + 1))
        return entities, tokens, padding[:, None, None, :]

    def encode(self, p, tokens, bias, attention):
        """The latents (B, L, D)."""
        heads = self.sizes.heads
        start = p["encoder.latents"][None]
        query = linear(p, "encoder.query", norm(p, "encoder.query.norm", start))
        if attention == FEW:
            read = read_many(p, "encoder.tokens", query, tokens, heads, bias)
        else:
            k, v = key_value(p, "encoder.tokens", tokens, heads)
            read = attend(query, k, v, heads, bias, attention)
        latents = add_mlp(p, "encoder.mlp", start + linear(p, "encoder.out", read))
        for i in range(self.sizes.blocks):
            latents = block(p, f"latent.{i}", latents, heads, attention)
        return latents

    def decode(self, p, entities, latents, attention):
        """Learned queries' answers (B, 4, D), entities (B, N, D), keys of cells (B, G, Dp)."""
        heads = self.sizes.heads
        k, v = key_value(p, "decoder.latents", latents, heads)
        start = p["decoder.queries"][None]
        read = attend(linear(p, "decoder.query", start), k, v, heads, None, attention)
        learned = add_mlp(p, "decoder.mlp", start + linear(p, "decoder.out", read))
        if attention == FEW:
            answer = ask_few(p, "decoder.entity.query", "decoder.entity.out", entities, k, v)
        else:
            read = attend(linear(p, "decoder.entity.query", entities), k, v, heads, None, attention)
            answer = linear(p, "decoder.entity.out", read)
        answered = add_mlp(p, "decoder.entity.mlp", entities + answer)
        queries = linear(p, "decoder.cell.query", self.cell_places)[None]
        narrow = linear(p, "decoder.cell.keyValue", norm(p, "decoder.latents.norm", latents))
        cell_keys, cell_values = (half.unsqueeze(1) for half in narrow.chunk(2, -1))
        cells = attend(queries, cell_keys, cell_values, 1, None, attention)
        cells = cells + linear(p, "decoder.cell.place", self.cell_places)
        return learned, norm(p, "decoder.entity.norm", answered), cells

    def command(self, p, x, choices, learned, entities, cells):
        """Logits of every head along the choices, the value's logit (B), and who may be selected (B, N)."""
        batch, count, width = entities.shape
        pointer = cells.shape[-1]
        rows = torch.arange(batch)
        by_name = dict(zip(LEARNED_QUERIES, learned.unbind(1)))
        pivot_keys, selected_keys, target_keys, hidden = linear(p, "heads.entities", entities).split(
            [pointer, pointer, pointer, width], -1
        )

        def point(query, keys):
            return torch.bmm(keys, (query * (1 / math.sqrt(pointer)))[:, :, None]).squeeze(2)

        logits = {}
        fn = choices["function"]
        chosen = linear(p, "heads.function", norm(p, "heads.function.norm", by_name["function"]))
        logits["function"] = chosen + (1 - x["function_mask"]) * MASKED
        context = by_name["function"] + F.embedding(fn, p["heads.function.embedding"])
        for head in ("delay", "queued"):
            logits[head] = mlp(p, "heads." + head, context + by_name[head])
            context = context + F.embedding(choices[head], p[f"heads.{head}.embedding"])

        able = self.users[x["entity_ids"][..., 0] + (fn * self.sizes.unit_types)[:, None]]
        selectable = able * x["own_mask"]
        barred = (1 - selectable) * MASKED
        logits["pivot"] = point(mlp(p, "heads.pivot", context), pivot_keys) + barred
        pivot = entities[rows, choices["pivot"]]
        pivoted = context + linear(p, "heads.pivot.embedding", pivot)

        together = linear(p, "heads.selected.context", pivoted)[:, None]
        yes = linear(p, "heads.selected.hidden", gelu(hidden + together)).squeeze(2)
        logits["selected"] = yes + point(mlp(p, "heads.selected", pivoted), selected_keys) + barred
        is_pivot = F.one_hot(choices["pivot"], count).to(entities.dtype)
        selected = torch.maximum(choices["selected"], is_pivot) * selectable
        share = selected / selected.sum(1, keepdim=True).clamp_min(1)
        group = torch.bmm(share[:, None], entities).squeeze(1)
        context = pivoted + linear(p, "heads.selected.embedding", group)

        absent = (1 - x["entity_mask"]) * MASKED
        logits["target_entity"] = point(mlp(p, "heads.target_entity", context), target_keys) + absent
        logits["target_cell"] = point(mlp(p, "heads.target_cell", context), cells)
        cell = cells[rows, choices["target_cell"]]
        placed = context + linear(p, "heads.target_cell.embedding", cell)
        logits["target_fine"] = mlp(p, "heads.target_fine", placed)
        value = linear(p, "heads.value", norm(p, "heads.value.norm", by_name["value"])).squeeze(1)
        return logits, value, selectable

    def __call__(self, p, x, choices, attention):
        entities, tokens, bias = self.tokenise(p, x)
        latents = self.encode(p, tokens, bias, attention)
        return self.command(p, x, choices, *self.decode(p, entities, latents, attention))


VALUE_WEIGHT = 0.1


def imitation_loss(logits, value, selectable, targets, applies):
    """Mean over the batch of the command's negative log-likelihood, and the value's loss. applies (F, 3) units, entity, point."""
    units, entity, place = applies[targets["function"]].unbind(1)

    def classes(head):
        return F.cross_entropy(logits[head], targets[head], reduction="none")

    right = (torch.softmax(logits["pivot"], 1) * targets["selected"]).sum(1)
    others = selectable.scatter(1, targets["pivot"][:, None], 0.0)
    binary = F.binary_cross_entropy_with_logits(logits["selected"], targets["selected"], reduction="none")
    outcome = F.binary_cross_entropy_with_logits(value, targets["outcome"], reduction="none")
    total = (
        classes("function")
        + classes("delay")
        + units * (classes("queued") - torch.log(right + 1e-8) + (binary * others).sum(1))
        + entity * classes("target_entity")
        + place * (classes("target_cell") + classes("target_fine"))
        + VALUE_WEIGHT * targets["outcome_known"] * outcome
    )
    return total.mean()
