"""The numbers of the evidence, in words and by the names under which answers ask for them.

What was not measured has no value. Values may hold names that people chose: whoever shows them
makes them safe for where they stand.
"""

from collections import Counter
from collections.abc import Mapping

from transfer_demo.history import ArmHistory
from transfer_demo.lessons.evidence import Origin, RaceEvidence, StudyEvidence
from transfer_demo.plan import FINE_TUNE, SCRATCH
from transfer_demo.studies.freeze import stages_words
from transfer_demo.studies.level import Level
from transfer_demo.wording import amount, counted, in_millions, percent

Values = Mapping[str, str]


def race_values(race: RaceEvidence) -> Values:
    """Return the values of a whole race, all under "run."."""
    tuned, scratch = race.history.arms[FINE_TUNE], race.history.arms[SCRATCH]
    last, started = tuned.last, tuned.started
    assert last
    assert started
    images = race.validation_images
    pair = worst_pair(tuned)
    return {
        "run.where": _whose(race.origin, "In my run", "In a sample run"),
        "run.validation.images": f"{images:,}",
        "run.fine_tune.best": _best(tuned),
        "run.scratch.best": _best(scratch),
        "run.fine_tune.seconds": _seconds(tuned),
        "run.scratch.seconds": _seconds(scratch),
        "run.fine_tune.trainable": in_millions(started.trainable_parameters),
        "run.fine_tune.total": in_millions(started.total_parameters),
        "run.fine_tune.train_last": percent(last.train_accuracy, started.train_images),
        "run.fine_tune.val_last": percent(last.val_accuracy, images),
        **({"run.confusion.worst_pair": " and ".join(pair)} if pair else {}),
    }


def freeze_values(study: StudyEvidence) -> Values:
    """Return the values of a study of depths, all under "freeze."."""
    result = study.result
    if result.best is None:
        return {}
    return {
        "freeze.study": _whose(study.origin, "My own study of depths", "A sample study of depths"),
        "freeze.best_frozen": stages_words(result.best),
        "freeze.stages": str(result.stages),
    }


def backbones_values(study: StudyEvidence) -> Values:
    """Return the values of a study of networks, all under "backbones."."""
    correlation = study.result.correlations["logme"]
    if correlation is None:
        return {}
    trained = [row for row in study.result.rows if row.actual and "logme" in row.ranks]
    return {
        "backbones.where": _whose(study.origin, "In my study", "In a sample study"),
        "backbones.logme.rank_correlation": f"{correlation:.2f}",
        "backbones.networks": counted(len(trained), "network"),
    }


def digits_values(study: StudyEvidence) -> Values:
    """Return the values of a study of depths on the digits, all under "digits."."""
    result = study.result
    levels: dict[str, Level | None] = {
        "digits.full.best": result.points.get(0),
        "digits.probe.best": result.probe,
        "digits.scratch.best": result.scratch,
    }
    return {
        "digits.measured": _whose(study.origin, "I measured", "a sample run measured"),
        **{name: level.in_percent for name, level in levels.items() if level},
    }


def worst_pair(arm: ArmHistory) -> tuple[str, str] | None:
    """Return the two classes that an arm mixes up most, in either direction, at its best epoch.

    None if nothing is mixed up, or if no pair stands out.
    """
    started, best = arm.started, arm.best
    if started is None or best is None:
        return None
    mistakes = Counter(
        tuple(sorted(pair))
        for pair in zip(started.validation_labels, best.val_predictions, strict=True)
        if pair[0] != pair[1]
    )
    (pair, most), *others = mistakes.most_common(2) or [((), 0)]
    if not most or (others and others[0][1] == most):
        return None
    first, second = (started.classes[label] for label in pair)
    return first, second


def _whose(origin: Origin, own: str, sample: str) -> str:
    return own if origin.own else sample


def _best(arm: ArmHistory) -> str:
    best = arm.best
    assert best
    return percent(best.val_accuracy, len(best.val_predictions))


def _seconds(arm: ArmHistory) -> str:
    assert arm.finished
    number = amount(arm.finished.seconds)
    return f"{number} second{'' if number == '1' else 's'}"
