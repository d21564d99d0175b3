"""The numbers of the story from studies on the everyday photos, means over several seeds."""

import math
from collections.abc import Mapping

from transfer_demo.lessons.evidence import sample_study
from transfer_demo.studies.crossing import Crossing
from transfer_demo.studies.freeze import FreezeDepth
from transfer_demo.studies.label_curves import LabelsSaved
from transfer_demo.studies.noise import compare
from transfer_demo.studies.ranking import BackboneRanks
from transfer_demo.wording import amount

FEW_IMAGES = 5


def study_values() -> Mapping[str, str]:
    """Return the values under "everyday.freeze.", "labels." and "backbones."."""
    return {
        **_freeze(sample_study("freeze").result),
        **_labels(sample_study("labels").result),
        **_backbones(sample_study("backbones").result),
    }


def _freeze(depths: FreezeDepth) -> Mapping[str, str]:
    best, probe = depths.best, depths.probe
    assert best is not None
    assert probe
    behind = compare(depths.points[best], depths.points[0])
    assert behind
    return {
        "everyday.stages": str(depths.stages),
        "everyday.freeze.seeds": str(len(depths.seeds)),
        "everyday.freeze.best": depths.points[best].in_percent,
        "everyday.freeze.best_stages": str(best),
        "everyday.freeze.none.behind": f"{behind.size} ({behind.doubt})",
        "everyday.freeze.all.seconds": f"{amount(probe.seconds)} s",
        "everyday.freeze.none.seconds": f"{amount(depths.points[0].seconds)} s",
    }


def _labels(curves: LabelsSaved) -> Mapping[str, str]:
    needed = curves.needed
    assert needed
    assert needed.crossing
    return {
        "labels.fine_tune_images": _images(needed.crossing),
        "labels.scratch_images": str(needed.images_per_class),
        "labels.few_images": str(FEW_IMAGES),
        "labels.few_images_fine_tune": curves.fine_tune[FEW_IMAGES].in_percent,
        "labels.few_images_scratch": curves.scratch[FEW_IMAGES].in_percent,
    }


def _images(crossing: Crossing) -> str:
    # A single image is the fewest there are, not "1 or fewer".
    return "1 image" if crossing.high == 1 else f"{crossing.number} images"


def _backbones(ranks: BackboneRanks) -> Mapping[str, str]:
    best, second, *_ = sorted(ranks.rows, key=lambda row: row.actual_rank or math.inf)
    assert best.actual
    assert second.actual
    ahead = compare(best.actual, second.actual)
    assert ahead
    return {
        "backbones.count": str(len(ranks.rows)),
        "backbones.orders": str(math.factorial(len(ranks.rows))),
        "backbones.best_name": best.title,
        "backbones.best_accuracy": best.actual.in_percent,
        "backbones.ahead": f"{ahead.size} ({ahead.doubt})",
        **_score(ranks, "logme"),
        **_score(ranks, "leep"),
    }


def _score(ranks: BackboneRanks, score: str) -> Mapping[str, str]:
    """Return which network a score puts first, and how well its order fits the real one."""
    first = min(ranks.rows, key=lambda row: row.ranks[score])
    correlation = ranks.correlations[score]
    assert correlation is not None
    return {
        f"backbones.{score}.first": first.title,
        f"backbones.{score}.correlation": f"{correlation:.2f}",
    }
