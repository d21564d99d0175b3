"""What He et al. claim of training from scratch, to lay beside one's own measurement.

Only the abstract was read, so nothing more precise than that is quoted.
"""

from typing import Final

SOURCE: Final = "He, Girshick & Dollár 2018: Rethinking ImageNet pre-training (abstract)"
URL: Final = "https://arxiv.org/abs/1811.08883"

READING: Final = (
    "On object detection, training from scratch catches up with pretraining when it is trained "
    "longer. Pretraining mainly speeds up the early convergence. A few photos of each class are "
    "far fewer than they trained on, so your answer may be another one."
)
