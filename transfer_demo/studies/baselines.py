"""What guessing gets in a study: the mean over its seeds, as each may have its own split."""

import statistics
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from transfer_demo.studies.level import Level, validation_images
from transfer_demo.verdict.baseline import Baseline

Result = TypeVar("Result")


def baseline_of(levels: Iterable[Level]) -> Baseline | None:
    """Return the mean baseline of trainings on the same images, each seed once; None of none."""
    runs = {run.seed: run for level in levels for run in level.runs}
    found = [run.baseline for run in runs.values() if run.baseline]
    if not found:
        return None
    return Baseline(
        accuracy=statistics.fmean(one.accuracy for one in found),
        images=validation_images(list(runs.values())),
        classes=max(one.classes for one in found),
        alone=all(one.alone for one in found),
    )


def with_baseline(answer: Callable[[Any], tuple[str, ...]]) -> Callable[[Any], tuple[str, ...]]:
    """Let an answer end with what guessing gets, as soon as something was measured.

    Its argument has `levels`: the trainings with most images.
    """

    def answered(result: Any) -> tuple[str, ...]:
        found = baseline_of(result.levels)
        return (*answer(result), *([found.sentence] if found else []))

    return answered
