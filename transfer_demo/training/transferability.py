"""How well a pretrained network seems to suit some images, told from one look at them.

Each score ranks networks before any is trained. Only their order means something: no score says
what accuracy fine-tuning will reach.
"""

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

# The strengths of the signal that are searched, as multiples of the strongest direction's inverse.
# Above, what the features leave unexplained would be less than their rounding errors.
_WEAKEST_SIGNAL: Final = 1e-8
_STRONGEST_SIGNAL: Final = 1e12
_GRID: Final = 65
_ROUNDS: Final = 5
# Images whose similarity is searched at once.
_SIMILARITY_ROWS: Final = 256
_ROUNDING: Final = 1e-9

Floats = NDArray[np.floating[Any]]
Labels = NDArray[np.integer[Any]]


def logme(features: Floats, labels: Labels) -> float:
    """Return LogME (You et al. 2021), the log evidence of a linear model on the features.

    For each class, the targets y (1 for its images, 0 for the others) are explained by a linear
    model with a prior, so that y ~ N(0, F F^T / alpha + I / beta). The log of this density, at the
    alpha and beta where it is largest and divided by the number of images, is averaged over the
    classes that occur. Unlike the accuracy of a fitted model, it does not grow by learning images
    by heart. Higher is better, in nats for each image.

    The paper finds alpha and beta by fixed-point iteration. In the basis of the singular vectors
    of F the density depends on one unknown only, which is searched directly here: that finds the
    same maximum and cannot fail to converge. Where the features explain a class without any error,
    the evidence has no maximum; the search ends where the error is lost in rounding.

    Args:
        features: (N, D), pooled.
        labels: (N,) class indices.
    """
    features = np.asarray(features, dtype=np.float64)
    basis, singular, _ = np.linalg.svd(features, full_matrices=False)
    evidences = [
        _log_evidence(basis, singular**2, (labels == label).astype(np.float64))
        for label in np.unique(labels)
    ]
    return float(np.mean(evidences)) / len(labels)


def _log_evidence(basis: Floats, strengths: Floats, targets: Floats) -> float:
    """Return the largest log N(y; 0, F F^T / alpha + I / beta) over all alpha and beta.

    Args:
        basis: (N, M) left singular vectors of F.
        strengths: (M,) squares of its singular values.
        targets: (N,), not all zero.
    """
    n, m = basis.shape
    inside = basis.T @ targets
    outside = float(np.sum((targets - basis @ inside) ** 2)) if n > m else 0.0

    def evidence(ratios: Floats) -> Floats:
        """Return it for some beta / alpha, (R,); the best beta follows from the ratio."""
        variances = 1 + ratios[:, None] * strengths
        beta_inverse = (np.sum(inside**2 / variances, axis=1) + outside) / n
        fit = -n / 2 * (np.log(2 * math.pi * beta_inverse) + 1)
        return np.asarray(fit - np.sum(np.log(variances), axis=1) / 2)

    noise_only = float(evidence(np.zeros(1))[0])
    if not strengths.any():
        return noise_only
    low = math.log(_WEAKEST_SIGNAL / strengths.max())
    high = math.log(_STRONGEST_SIGNAL / strengths.max())
    best = noise_only
    for _ in range(_ROUNDS):
        grid = np.linspace(low, high, _GRID)
        found = evidence(np.exp(grid))
        peak = int(found.argmax())
        best = max(best, float(found[peak]))
        low, high = grid[max(peak - 1, 0)], grid[min(peak + 1, _GRID - 1)]
    return best


def leep(probabilities: Floats, labels: Labels) -> float:
    """Return LEEP (Nguyen et al. 2020): how well the network's own classes tell the new ones.

    The network's probabilities of its classes z are taken as they are. From them, and the labels,
    follows how often each new class y goes with each z; a classifier that draws a z and then a y
    by this table gives each image a likelihood of its label. The score is the mean of its log, in
    nats, at most 0; higher is better.

    Args:
        probabilities: (N, Z) of the classes that the network was trained on; rows sum to 1.
        labels: (N,) class indices.
    """
    probabilities = np.asarray(probabilities, dtype=np.float64)
    _, rows = np.unique(labels, return_inverse=True)
    joint = np.zeros((rows.max() + 1, probabilities.shape[1]))
    np.add.at(joint, rows, probabilities)
    marginal = joint.sum(axis=0)
    # A class z that no image shows has no say: its column is 0, whatever it is divided by.
    conditional = joint / np.where(marginal > 0, marginal, 1)
    likelihoods = np.sum(conditional[rows] * probabilities, axis=1)
    return float(np.log(likelihoods).mean())


def nearest_neighbour_accuracy(features: Floats, labels: Labels) -> float:
    """Return the fraction of images whose most similar other image has the same class.

    Similar means a small angle between the features. Where several others are equally similar,
    the share of them that has the right class is counted. An image that is alone in its class has
    no neighbour that could be right, and counts as wrong.

    Args:
        features: (N, D), pooled.
        labels: (N,) class indices.
    """
    features = np.asarray(features, dtype=np.float64)
    lengths = np.linalg.norm(features, axis=1, keepdims=True)
    directions = features / np.where(lengths > 0, lengths, 1)
    right = 0.0
    for start in range(0, len(labels), _SIMILARITY_ROWS):
        rows = np.arange(start, min(start + _SIMILARITY_ROWS, len(labels)))
        similarity = directions[rows] @ directions.T
        similarity[np.arange(len(rows)), rows] = -np.inf  # itself
        nearest = similarity >= similarity.max(axis=1, keepdims=True) - _ROUNDING
        nearest[np.arange(len(rows)), rows] = False
        same = labels[rows, None] == labels[None, :]
        right += float(np.sum((nearest & same).sum(axis=1) / np.maximum(nearest.sum(axis=1), 1)))
    return right / len(labels)
