"""What Khala hands over: exchange.json says what lies where in exchange.bin. Weights come as (in, out) and are turned to (out, in)."""

import json
import os

import torch

from policy import HEADS, Sizes

DTYPES = {"float32": torch.float32, "int32": torch.int32}


class Exchange:
    def __init__(self, folder):
        self.folder = folder
        with open(os.path.join(folder, "exchange.json"), encoding="utf-8") as file:
            self.about = json.load(file)
        with open(os.path.join(folder, "exchange.bin"), "rb") as file:
            self.bytes = bytearray(file.read())
        sizes = self.about["sizes"]
        self.sizes = Sizes(**{**sizes, "entity_ids": tuple(sizes["entity_ids"]), "scalar_ids": tuple(sizes["scalar_ids"])})
        self.optimiser = self.about["optimiser"]
        self.layout = self.about["layout"]

    def tensor(self, name, dtype=torch.float32):
        """Floats in `dtype`, ids as PyTorch's indices."""
        at = self.about["tensors"][name]
        shape = at["shape"]
        count = 1
        for dim in shape:
            count *= dim
        raw = torch.frombuffer(self.bytes, dtype=DTYPES[at["dtype"]], count=count, offset=at["offset"])
        return raw.reshape(shape).to(torch.int64 if at["dtype"] == "int32" else dtype, copy=True)

    def group(self, prefix, dtype=torch.float32):
        """All tensors whose names begin so, by the rest of their names."""
        names = [name for name in self.about["tensors"] if name.startswith(prefix)]
        return {name[len(prefix) :]: self.tensor(name, dtype) for name in names}

    def per_tensor(self, name, dtype=torch.float32):
        """A vector of all parameters, cut into PyTorch's tensors by their names."""
        flat = self.tensor(name, dtype)
        found = {}
        for part in self.layout:
            piece = flat[part["offset"] : part["offset"] + part["size"]].view(part["shape"])
            found[part["name"]] = piece.t().contiguous() if part["name"].endswith(".w") else piece.clone()
        return found

    def flatten(self, tensors):
        """The way back: tensors by name as one vector in Khala's order."""
        return torch.cat(
            [
                (tensors[part["name"]].t() if part["name"].endswith(".w") else tensors[part["name"]]).reshape(-1)
                for part in self.layout
            ]
        )

    def decays(self, name):
        return name in self._decayed

    @property
    def _decayed(self):
        return {part["name"] for part in self.layout if part["decay"]}


def choices_of(targets):
    return {head: targets[head] for head in HEADS}
