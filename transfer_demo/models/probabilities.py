"""From the scores of a network to the probabilities of its classes."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

Probabilities = Mapping[str, float]
"""A probability for each class; they add up to 1."""


def probabilities_of(scores: ArrayLike, classes: Sequence[str]) -> dict[str, float]:
    """Return the probabilities that the scores (logits) of one picture stand for: their softmax.

    Args:
        scores: one for each class, (classes,).
        classes: their names.
    """
    values = np.asarray(scores, dtype=np.float64)
    powers = np.exp(values - values.max())
    return dict(zip(classes, (powers / powers.sum()).tolist(), strict=True))


def likeliest(probabilities: Probabilities) -> str:
    """Return the most likely class; of equals the first."""
    return max(probabilities, key=probabilities.__getitem__)
