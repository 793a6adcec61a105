"""Recomputes the totals that the page shows from its file of all anchors (.npz)."""

import sys

import numpy as np
import torch

anchors = {name: torch.from_numpy(array) for name, array in np.load(sys.argv[1]).items()}
target = anchors["target"]  # class index, -1 background, -2 ignored

for loss in ("cross_entropy", "focal"):
    values = anchors[loss].double()  # divided by the normaliser
    by_level = torch.zeros(int(anchors["level"].max()) + 1, dtype=torch.float64)
    by_level.index_add_(0, anchors["level"].long(), values)
    print(
        loss,
        f"total={values.sum():.9g}",
        f"foreground={values[target >= 0].sum():.9g}",
        f"background={values[target == -1].sum():.9g}",
        "levels=" + ",".join(f"{level:.9g}" for level in by_level),
    )
