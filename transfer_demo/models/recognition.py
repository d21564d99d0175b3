"""When a network says nothing: the recognition point of each class.

A network always answers, also about a picture that shows none of its classes. So a class is named
only where its probability reaches the recognition point of that class; below it the answer is "not
sure". The simplest way to refuse an unknown input (Hendrycks & Gimpel 2017, "A baseline for
detecting misclassified and out-of-distribution examples in neural networks").
"""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from transfer_demo.models.probabilities import Probabilities, likeliest

# Of the right answers on validation images, so many may be lost: in each class, and so in all.
LOST: Final = Fraction(5, 100)
# The points are set on a scale of whole percent.
_STEPS: Final = 100


def recognised(probabilities: Probabilities, points: Mapping[str, float]) -> str | None:
    """Return the most likely class, if it reaches its recognition point, and else None."""
    name = likeliest(probabilities)
    return name if probabilities[name] >= points[name] else None


def usual_points(
    classes: Sequence[str],
    labels: Sequence[str],
    answers: Sequence[Probabilities],
    groups: Sequence[str] = (),
) -> dict[str, float]:
    """Return the highest recognition points at which hardly a right answer is lost.

    In whole percent, as fractions. Of a class that is never right nothing is known: its point is
    0, and it is named whenever it is the most likely one. It holds for these images: of others a
    little more is lost, about one right answer in so many as the class has and one more.

    Args:
        classes: all classes.
        labels: the true class of each validation image.
        answers: the probabilities of all classes for each of them.
        groups: the name of those that each looks like, which count as one, by the least of their
            probabilities; without, all count.
    """
    right: dict[str, dict[str, float]] = {name: {} for name in classes}
    names = groups or tuple(map(str, range(len(labels))))
    for label, probabilities, group in zip(labels, answers, names, strict=True):
        if likeliest(probabilities) == label:
            found = right[label]
            found[group] = min(found.get(group, 1.0), probabilities[label])
    return {name: _point(sorted(found.values())) for name, found in right.items()}


def _point(found: Sequence[float]) -> float:
    """Return a point below which no more of these probabilities lie than may be lost."""
    if not found:
        return 0.0
    may_go = math.floor(len(found) * LOST)
    return math.floor(found[may_go] * _STEPS) / _STEPS
