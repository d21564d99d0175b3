"""So few validation images that no study could tell anything, whatever it measured."""

from collections import Counter
from collections.abc import Callable, Collection
from itertools import count
from typing import Any

from transfer_demo.studies.level import look_alikes
from transfer_demo.verdict.significance import SIGNIFICANT, sign_flip_test
from transfer_demo.wording import counted, p_value


def fewest_images() -> int:
    """Return how many images it takes until all right against all wrong is beyond chance."""
    return next(images for images in count(1) if _best_case([1] * images) < SIGNIFICANT)


def unless_too_few(answer: Callable[[Any], tuple[str, ...]]) -> Callable[[Any], tuple[str, ...]]:
    """Let an answer say that it cannot tell where it could not, however the trainings went.

    Its argument has `levels`: trainings on the same validation images.
    """

    def answered(result: Any) -> tuple[str, ...]:
        images = look_alikes(run for level in result.levels for run in level.runs)
        sizes = Counter(images.values()).values()
        if not images or _best_case(sizes) < SIGNIFICANT:
            return answer(result)
        few = f"{counted(len(images), 'validation image')} {'is' if len(images) == 1 else 'are'}"
        alike = ", where those that look alike count as one" if len(sizes) < len(images) else ""
        return (
            f"This study cannot tell which training is better: {few} too few{alike}.",
            "Were one training right on all of them and another on none, that could still be "
            f"chance ({p_value(_best_case(sizes))}). Bring more images: {fewest_images()} for "
            "validation at the very least, more where many trainings are compared, and many more "
            "to tell small differences.",
        )

    return answered


def _best_case(sizes: Collection[int]) -> float:
    """Return the smallest p-value that images can give, before any correction.

    Args:
        sizes: how many there are in each group of those that look alike.
    """
    return sign_flip_test([*sizes])
