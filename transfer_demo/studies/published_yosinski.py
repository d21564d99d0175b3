"""A classic measurement to lay beside one's own: how transferable each layer of a network is.

The numbers are from the logs that the authors published with their paper.
"""

from collections.abc import Mapping
from typing import Final

SOURCE: Final = (
    "Yosinski, Clune, Bengio & Lipson 2014: How transferable are features in deep neural networks?"
)
URL: Final = "https://arxiv.org/abs/1411.1792"

# Top-1 accuracy, a fraction, on one half of ImageNet's classes, of a network of eight layers that
# was trained on it from random weights.
BASE: Final = 0.6245

# The same, when the first n layers come from a network that was trained on the other half: kept as
# they are, or fine-tuned with the rest.
FROZEN: Final[Mapping[int, float]] = dict(
    enumerate((0.627, 0.623, 0.618, 0.599, 0.578, 0.580, 0.542), start=1)
)
FINE_TUNED: Final[Mapping[int, float]] = dict(
    enumerate((0.637, 0.635, 0.642, 0.639, 0.644, 0.646, 0.646), start=1)
)

# Where the halves are far apart, from natural things to things that people made: the base, and the
# first seven layers frozen.
DISTANT_BASE: Final = 0.536
DISTANT_FROZEN: Final[Mapping[int, float]] = {7: 0.290}

READING: Final = (
    "Early layers are general: kept as they are, they do as well on another task. Late ones are "
    "specific, and accuracy falls the more of them are frozen. The dip in the middle comes from "
    "layers that have grown used to each other and are torn apart. Copied and then fine-tuned, all "
    "do better than the network that began with random weights."
)

AGAINST_SCRATCH: Final = (
    "Between two halves of ImageNet, networks whose first layers were copied and then fine-tuned "
    f"did a little better than the one that began with random weights: {100 * FINE_TUNED[7]:.1f}% "
    f"with seven layers copied, against {100 * BASE:.1f}%. There the head start had not worn off."
)
