"""The result of a study as plain numbers: one row for each point of its figure.

Accuracies are fractions, and what is not measured is None. Tables of every training are in `table`.
"""

from collections.abc import Mapping
from typing import Final

from transfer_demo.plan import FINE_TUNE, SCRATCH
from transfer_demo.studies import backbones
from transfer_demo.studies.baselines import baseline_of
from transfer_demo.studies.catch_up import CatchUp
from transfer_demo.studies.crossing import Crossing
from transfer_demo.studies.freeze import FreezeDepth
from transfer_demo.studies.label_curves import LabelsSaved, Match
from transfer_demo.studies.level import Level
from transfer_demo.studies.ranking import PREDICTORS, SCORES, BackboneRanks, Ranked

Row = dict[str, object]

# Scores whose unit is not in their name.
_UNITS: Final[Mapping[str, str]] = {"logme": "logme_nats", "leep": "leep_nats"}


def freeze_results(result: FreezeDepth) -> list[Row]:
    """Return a row for each depth, for scratch and for the variants, as far as they are measured.

    `point` is "depth", "scratch" or the name of the variant.
    """
    found: list[Row] = [
        {"point": "depth", "frozen_stages": depth, **_level(level)}
        for depth, level in result.points.items()
    ]
    if result.scratch:
        found.append({"point": "scratch", "frozen_stages": None, **_level(result.scratch)})
    found += [
        {"point": name, "frozen_stages": 0, **_level(level)}
        for name, level in result.variants.items()
    ]
    return found


def labels_results(result: LabelsSaved) -> list[Row]:
    """Return a row for each size and arm that is measured.

    Columns with `other` say with how many images of each class the other arm reaches the same
    accuracy: for every size of fine-tuning, and for scratch with the largest of all sizes.
    """
    matches = {(FINE_TUNE, match.images_per_class): match for match in result.matches}
    if result.needed:
        matches[SCRATCH, result.needed.images_per_class] = result.needed
    return [
        {
            "point": "size",
            "train_per_class": size,
            "arm": arm,
            "fewer_in_small_classes": level.short_of(size),
            **_level(level),
            **_match(matches.get((arm, size)), result),
        }
        for size in result.sizes
        for arm, curve in ((FINE_TUNE, result.fine_tune), (SCRATCH, result.scratch))
        for level in (curve.get(size),)
        if level
    ]


def backbones_results(result: BackboneRanks) -> list[Row]:
    """Return a row for each network, and one for each rank correlation with the measured order.

    A correlation is None where there is none, or where the order may be chance.
    """
    rows = [_network(row, result) for row in result.rows]
    known = backbones.correlations(result)
    rows += [
        {
            "point": "rank_correlation",
            "predictor": predictor,
            "rank_correlation": known.get(predictor),
        }
        for predictor in result.correlations
    ]
    return rows


def catch_up_results(result: CatchUp) -> list[Row]:
    """Return a row for fine-tuning, and one for each length of scratch that is measured.

    `difference` is scratch minus fine-tuning over the seeds that both have, with its p-value.
    """
    found: list[Row] = []
    if result.fine_tune:
        found.append({"point": "fine_tune", "epochs": result.epochs, **_level(result.fine_tune)})
    for factor, level in result.scratch.items():
        comparison = result.comparisons.get(factor)
        found.append(
            {
                "point": "scratch",
                "scratch_epochs_factor": factor,
                "epochs": factor * result.epochs,
                **_level(level),
                "difference": comparison.difference if comparison else None,
                "p_value": comparison.p_value if comparison else None,
                "catches_up": result.reaches(factor),
            }
        )
    return found


def _level(level: Level) -> Row:
    """`interval_of` says what the interval is: of all seeds, or a 95 % one of the images of one."""
    low, high = level.interval
    fewest, most = level.train_images
    guessing = baseline_of([level])
    return {
        "seeds": level.seeds,
        "validation_accuracy": level.mean,
        "lowest": level.lowest,
        "highest": level.highest,
        "interval_low": low,
        "interval_high": high,
        "interval_of": "seeds" if level.seeds > 1 else "wilson_95",
        "balanced_accuracy": level.balanced_accuracy,
        "most_frequent_class_accuracy": guessing.accuracy if guessing else None,
        "train_accuracy": level.train_accuracy,
        "seconds": level.seconds,
        "trainable_parameters": level.trainable_parameters,
        "fewest_train_images": fewest,
        "most_train_images": most,
        "validation_images": level.validation_images,
    }


def _match(match: Match | None, result: LabelsSaved) -> Row:
    reached = _crossing(match.crossing if match else None, "")
    known = {"other_reaches_it": match.crossing is not None if match else None}
    for seed in result.seeds:
        alone = match.per_seed.get(seed) if match else None
        has = match is not None and seed in match.per_seed
        known[f"other_reaches_it_seed_{seed}"] = alone is not None if has else None
        reached |= _crossing(alone, f"_seed_{seed}")
    return {**known, **reached}


def _crossing(found: Crossing | None, of: str) -> Row:
    return {
        f"other_train_per_class{of}": found.images if found else None,
        f"other_interpolated{of}": found.interpolated if found else None,
        f"other_at_most{of}": found.at_most if found else None,
    }


def _network(row: Ranked, result: BackboneRanks) -> Row:
    scores = {_UNITS.get(score, score): row.scores.get(score) for score in SCORES}
    ranks = {f"rank_by_{predictor}": row.ranks.get(predictor) for predictor in PREDICTORS}
    return {
        "point": "network",
        "backbone": row.name,
        "image_size_px": result.image_size_px,
        "parameters": row.parameters,
        "gflops_per_image": row.gflops,
        **scores,
        **ranks,
        "score_seconds": row.score_seconds,
        "actual_rank": row.actual_rank,
        **(_level(row.actual) if row.actual else {}),
    }
