"""What studies measured, means over their seeds, in words and by the names texts ask for.

What was not measured has no value.
"""

import math

from transfer_demo.lessons.evidence import StudyEvidence
from transfer_demo.lessons.evidence_text import say, whose
from transfer_demo.lessons.values_races import Values
from transfer_demo.plan import ARM_NAMES, FINE_TUNE, SCRATCH, default_frozen_stages
from transfer_demo.studies.crossing import Crossing
from transfer_demo.studies.freeze import stages_words
from transfer_demo.studies.level import Level
from transfer_demo.studies.noise import Comparison, compare
from transfer_demo.studies.ranking import BackboneRanks
from transfer_demo.wording import counted, points, seconds

FEW_IMAGES = 5


def freeze_values(study: StudyEvidence) -> Values:
    """Return the values of a study of depths, all under "freeze."."""
    depths = study.result
    if depths.best is None:
        return {}
    best, none = depths.points[depths.best], depths.points[0]
    return {
        "freeze.study": whose("freeze", own=study.origin.own),
        "freeze.seeds": str(len(depths.seeds)),
        "freeze.stages": str(depths.stages),
        "freeze.best": best.in_percent,
        "freeze.best_stages": str(depths.best),
        "freeze.best_frozen": stages_words(depths.best),
        "freeze.none.behind": _compared(best, none),
        "freeze.none.seconds": seconds(none.seconds),
        "freeze.all.seconds": seconds(depths.probe.seconds),
    }


def labels_values(study: StudyEvidence) -> Values:
    """Return the values of a study of few images, all under "labels."."""
    curves = study.result
    return {
        "labels.fine_tune_images": _images(curves.needed.crossing),
        "labels.scratch_images": str(curves.needed.images_per_class),
        "labels.few_images": str(FEW_IMAGES),
        "labels.few_images_fine_tune": curves.fine_tune[FEW_IMAGES].in_percent,
        "labels.few_images_scratch": curves.scratch[FEW_IMAGES].in_percent,
    }


def backbones_values(study: StudyEvidence) -> Values:
    """Return the values of a study of networks, all under "backbones."."""
    ranks: BackboneRanks = study.result
    if any(ranks.correlations[score] is None for score in ("logme", "leep")):
        return {}
    trained = sorted(
        (row for row in ranks.rows if row.actual and row.ranks),
        key=lambda row: row.actual_rank or math.inf,
    )
    best, second, *_ = trained
    assert best.actual
    return {
        "backbones.where": whose("backbones", own=study.origin.own),
        "backbones.networks": counted(len(trained), "network"),
        "backbones.orders": str(math.factorial(len(trained))),
        "backbones.best_name": best.title,
        "backbones.best_accuracy": best.actual.in_percent,
        "backbones.ahead": _compared(best.actual, second.actual),
        **_score(ranks, "logme"),
        **_score(ranks, "leep"),
    }


def digits_values(study: StudyEvidence) -> Values:
    """Return the values of a study of depths on the digits, all under "digits."."""
    depths = study.result
    if depths.best is None or not depths.probe or not depths.scratch:
        return {}
    best, usual = depths.points[depths.best], depths.points[default_frozen_stages(depths.stages)]
    return {
        "digits.measured": whose("digits", own=study.origin.own),
        "digits.full.best": depths.points[0].in_percent,
        "digits.probe.best": depths.probe.in_percent,
        "digits.scratch.best": depths.scratch.in_percent,
        "digits.difference": _lead(usual, depths.scratch),
        "digits.all_frozen.difference": _lead(depths.probe, depths.scratch),
        "digits.best": best.in_percent,
        "digits.best_stages": str(depths.best),
        "digits.freezing": _compared(best, depths.probe),
    }


def lead_words(difference: float, total: int) -> str:
    """Say which arm leads by how much: fine-tuning where the difference is above zero."""
    if abs(difference) < 1e-9:
        return say("lead.none")
    leader = ARM_NAMES[FINE_TUNE if difference > 0 else SCRATCH]
    return say("lead", arm=leader, size=points(difference, total))


def _lead(fine_tune: Level, scratch: Level) -> str:
    """Say who leads by how much, and whether that may be chance."""
    lead = _comparison(fine_tune, scratch)
    said = lead_words(lead.difference, lead.validation_images)
    return f"{said} ({lead.doubt})" if lead.difference else said


def _compared(first: Level, second: Level | None) -> str:
    """Say by how much two levels differ, and whether that may be chance."""
    comparison = _comparison(first, second)
    return f"{comparison.size} ({comparison.doubt})"


def _comparison(first: Level, second: Level | None) -> Comparison:
    comparison = compare(first, second) if second else None
    assert comparison
    return comparison


def _images(crossing: Crossing) -> str:
    # A single image is the fewest there are, not "1 or fewer".
    return say("images.one") if crossing.high == 1 else say("images", number=crossing.number)


def _score(ranks: BackboneRanks, score: str) -> Values:
    """Return which network a score puts first, and how well its order fits the real one."""
    first = min(ranks.rows, key=lambda row: row.ranks.get(score, math.inf))
    return {
        f"backbones.{score}.first": first.title,
        f"backbones.{score}.rank_correlation": f"{ranks.correlations[score]:.2f}",
    }
