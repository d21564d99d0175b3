"""What studies measured, means over their seeds, in words and by the names texts ask for.

What was not measured has no value.
"""

import math

from transfer_demo.lessons.evidence import StudyEvidence
from transfer_demo.lessons.values_races import Values
from transfer_demo.lessons.words import EVIDENCE
from transfer_demo.plan import ARM_NAMES, FINE_TUNE, SCRATCH, default_frozen_stages
from transfer_demo.studies import backbones, freeze
from transfer_demo.studies.freeze import stages_words
from transfer_demo.studies.level import Level
from transfer_demo.studies.paired import PairedTest, compare, compare_best_with, corrected
from transfer_demo.studies.ranking import BackboneRanks
from transfer_demo.wording import ROUNDING, counted, points, seconds

FEW_IMAGES = 5


def freeze_values(study: StudyEvidence) -> Values:
    """Return the values of a study of depths, all under "freeze."."""
    depths = study.result
    if depths.best is None:
        return {}
    best, none = depths.points[depths.best], depths.points[0]
    return {
        "freeze.study": EVIDENCE.say(f"freeze.{study.origin.kind}"),
        "freeze.seeds": str(len(depths.seeds)),
        "freeze.stages": str(depths.stages),
        "freeze.best": best.in_percent,
        "freeze.best_stages": " and ".join(map(str, (depths.best, *depths.level_with_best))),
        "freeze.best_frozen": stages_words(depths.best),
        "freeze.none.behind": _ahead(freeze.comparisons(depths).get(0)),
        "freeze.none.seconds": seconds(none.seconds),
        "freeze.all.seconds": seconds(depths.probe.seconds),
    }


def labels_values(study: StudyEvidence) -> Values:
    """Return the values of a study of few images, all under "labels."."""
    curves = study.result
    ahead = curves.ahead_in_every_seed
    return {
        **({"labels.fine_tune_images": counted(ahead, "image")} if ahead else {}),
        "labels.scratch_images": _all_images(curves.scratch[max(curves.scratch)]),
        "labels.seeds": str(len(curves.seeds)),
        "labels.few_images": str(FEW_IMAGES),
        "labels.few_images_fine_tune": curves.fine_tune[FEW_IMAGES].in_percent,
        "labels.few_images_scratch": curves.scratch[FEW_IMAGES].in_percent,
    }


def _all_images(level: Level) -> str:
    """Say how many training images there are in all: a class may have fewer than the size says."""
    fewest, most = level.train_images
    return f"all {most} images" if fewest == most else f"all {fewest} to {most} images"


def backbones_values(study: StudyEvidence) -> Values:
    """Return the values of a study of networks, all under "backbones."."""
    ranks: BackboneRanks = study.result
    if any(ranks.correlations[score] is None for score in ("logme", "leep")):
        return {}
    trained = [row for row in backbones.trained(ranks) if row.ranks]
    return {
        "backbones.where": EVIDENCE.say(f"backbones.{study.origin.kind}"),
        "backbones.networks": counted(len(trained), "network"),
        "backbones.outcome": _outcome(ranks),
        "backbones.agreement": _agreement(ranks, len(trained)),
        "backbones.logme.first": _first(ranks, "logme"),
        "backbones.leep.first": _first(ranks, "leep"),
    }


def digits_values(study: StudyEvidence) -> Values:
    """Return the values of a study of depths on the digits, all under "digits."."""
    depths = study.result
    if depths.best is None or not depths.probe or not depths.scratch:
        return {}
    best, usual = depths.points[depths.best], depths.points[default_frozen_stages(depths.stages)]
    best_lead = compare_best_with(depths.best, depths.points, depths.scratch)
    # One sentence tells of both.
    leads = corrected(
        {"usual": compare(usual, depths.scratch), "probe": compare(depths.probe, depths.scratch)}
    )
    return {
        "digits.measured": EVIDENCE.say(f"digits.{study.origin.kind}"),
        "digits.full.accuracy": depths.points[0].in_percent,
        "digits.probe.accuracy": depths.probe.in_percent,
        "digits.scratch.accuracy": depths.scratch.in_percent,
        "digits.difference": _lead(leads["usual"]),
        "digits.all_frozen.difference": _lead(leads["probe"]),
        "digits.best": best.in_percent,
        "digits.best.difference": _lead(best_lead) if best_lead else EVIDENCE.say("lead.none"),
        "digits.best_stages": str(depths.best),
        "digits.freezing": _ahead(freeze.comparisons(depths).get(depths.stages)),
    }


def lead_words(difference: float, total: int) -> str:
    """Say which arm leads by how much: fine-tuning where the difference is above zero."""
    if abs(difference) < ROUNDING:
        return EVIDENCE.say("lead.none")
    leader = ARM_NAMES[FINE_TUNE if difference > 0 else SCRATCH]
    return EVIDENCE.say("lead", arm=leader, size=points(difference, total))


def _lead(lead: PairedTest) -> str:
    """Say who leads by how much, and whether that may be chance."""
    said = lead_words(lead.difference, lead.validation_images)
    return f"{said} ({lead.doubt})" if lead.difference else said


def _ahead(comparison: PairedTest | None) -> str:
    """Say by how much the best is ahead, and whether that may be chance; of itself by nothing."""
    return f"{comparison.size} ({comparison.doubt})" if comparison else points(0, 1)


def _outcome(ranks: BackboneRanks) -> str:
    """Say which network fine-tuning made the best one, or which are level."""
    best, second, *others = backbones.trained(ranks)
    assert best.actual
    level = [row.title for row in (best, second, *others) if row.actual_rank == best.actual_rank]
    accuracy = best.actual.in_percent
    if len(level) > 1:
        return EVIDENCE.say("best.level", names=" and ".join(level), accuracy=accuracy)
    ahead = _ahead(backbones.comparisons(ranks).get(second.name))
    return EVIDENCE.say("best", name=best.title, accuracy=accuracy, ahead=ahead)


def _agreement(ranks: BackboneRanks, networks: int) -> str:
    """Say how well two scores predicted the order, if there is one."""
    names = counted(networks, "network")
    known = backbones.correlations(ranks)
    if not known:
        return EVIDENCE.say("agreement.level", networks=names)
    return EVIDENCE.say(
        "agreement",
        logme=f"{known['logme']:.2f}",
        leep=f"{known['leep']:.2f}",
        networks=names,
        orders=str(math.factorial(networks)),
    )


def _first(ranks: BackboneRanks, score: str) -> str:
    return min(ranks.rows, key=lambda row: row.ranks.get(score, math.inf)).title
