"""What races and single trainings measured, in words and by the names under which texts ask for it.

Of a learner's own race there may be less than of a recorded one: what was not measured has no
value. Values may hold names that people chose: whoever shows them makes them safe.
"""

from collections import Counter
from collections.abc import Mapping

from transfer_demo.events import EpochEnd
from transfer_demo.history import ArmHistory
from transfer_demo.lessons.evidence import RaceEvidence
from transfer_demo.lessons.recordings import RecordedRun, recording
from transfer_demo.lessons.words import EVIDENCE
from transfer_demo.plan import FINE_TUNE, SCRATCH
from transfer_demo.studies.level import measured
from transfer_demo.verdict import accuracy_in_percent, judge
from transfer_demo.verdict.significance import mcnemar_exact
from transfer_demo.wording import (
    amount,
    p_value,
    percent,
    points,
    seconds,
    spoken_millions,
    spoken_seconds,
)

Values = Mapping[str, str]


def race_values(race: RaceEvidence) -> Values:
    """Return the values of a whole race, all under "run."."""
    arms, total = race.history.arms, race.validation_images
    verdict, last, started = judge(race.history), arms[FINE_TUNE].last, arms[FINE_TUNE].started
    assert verdict
    assert verdict.duel
    assert last
    assert started
    reached = verdict.milestones
    pair = worst_pair(arms[FINE_TUNE])
    return {
        "run.where": EVIDENCE.say(f"run.{race.origin.kind}"),
        "run.epochs": str(race.plan.epochs),
        "run.train.images": f"{race.train_images:,}",
        "run.validation.images": f"{total:,}",
        "run.one_image": points(1 / total, total),
        "run.lead": points(verdict.duel.difference, total),
        "run.p": p_value(verdict.duel.p_value),
        # Only answers have these, and they are said aloud.
        "run.fine_tune.trainable": spoken_millions(started.trainable_parameters),
        "run.fine_tune.total": spoken_millions(started.total_parameters),
        **{f"run.{name}.seconds": _spoken_seconds(arm) for name, arm in arms.items()},
        "run.fine_tune.train_last": percent(last.train_accuracy, started.train_images),
        **{f"run.{name}.first_epoch": _share(arm.epochs[0]) for name, arm in arms.items()},
        **{f"run.{name}.accuracy": _accuracy(arm) for name, arm in arms.items()},
        **_cost("run.fine_tune.to_scratch_accuracy", reached[FINE_TUNE]),
        **_cost("run.scratch.to_accuracy", reached[SCRATCH]),
        **({"run.confusion.worst_pair": " and ".join(pair)} if pair else {}),
    }


def depths() -> Mapping[str, ArmHistory]:
    """Return the recorded trainings with more and more stages trained, by what is trained."""
    runs = recording("everyday-depths").runs
    arms = (run.history.arms[FINE_TUNE] for run in runs)
    return dict(zip(("all_frozen", "last_two", "none_frozen"), arms, strict=True))


def depth_values() -> Values:
    """Return the values of these trainings, all under "depths."."""
    probe = depths()["all_frozen"].started
    assert probe
    return {
        "depths.all_frozen.trainable_parameters": f"{probe.trainable_parameters:,}",
        "depths.total_parameters": f"{probe.total_parameters:,}",
        **{f"depths.{name}.accuracy": _accuracy(arm) for name, arm in depths().items()},
        **{f"depths.{name}.seconds": _seconds(arm) for name, arm in depths().items()},
    }


def overfitting_values() -> Values:
    """Return the values of trainings on few images, all under "overfit."."""
    # The most frozen comes first.
    runs = recording("everyday-few").runs
    hindsight = runs[-1].history.arms[FINE_TUNE].best
    assert hindsight
    ends = {"all_frozen": _end(runs[0]), "none_frozen": _end(runs[-1])}
    return {
        "overfit.images": str(runs[0].plan.train_per_class),
        "overfit.photos": str(runs[0].validation),
        "overfit.p": p_value(mcnemar_exact(*_only_one(runs[0], runs[-1]))),
        "overfit.training": percent(min(_end(run).train_accuracy for run in runs), 1),
        "overfit.none_frozen.best": _share(hindsight),
        **{f"overfit.{name}.accuracy": _share(end) for name, end in ends.items()},
        **{
            f"overfit.{name}.gap": points(end.train_accuracy - end.val_accuracy, runs[0].validation)
            for name, end in ends.items()
        },
    }


def worst_pair(arm: ArmHistory) -> tuple[str, str] | None:
    """Return the two classes that an arm mixes up most, in either direction, after its last epoch.

    None if nothing is mixed up, or if no pair stands out.
    """
    started, last = arm.started, arm.last
    if started is None or last is None:
        return None
    mistakes = Counter(
        tuple(sorted(pair))
        for pair in zip(started.validation_labels, last.val_predictions, strict=True)
        if pair[0] != pair[1]
    )
    (pair, most), *others = mistakes.most_common(2) or [((), 0)]
    if not most or (others and others[0][1] == most):
        return None
    first, second = (started.classes[label] for label in pair)
    return first, second


def _only_one(first: RecordedRun, second: RecordedRun) -> tuple[int, int]:
    """Return how many validation images only the first gets right, and only the second."""
    one, other = measured(first.cell), measured(second.cell)
    assert one
    assert other
    pairs = [(right, other.hits[name]) for name, right in one.hits.items()]
    return pairs.count((True, False)), pairs.count((False, True))


def _end(run: RecordedRun) -> EpochEnd:
    last = run.history.arms[FINE_TUNE].last
    assert last
    return last


def _accuracy(arm: ArmHistory) -> str:
    assert arm.last
    return _share(arm.last)


def _share(epoch: EpochEnd) -> str:
    return accuracy_in_percent(epoch)


def _seconds(arm: ArmHistory) -> str:
    assert arm.finished
    return seconds(arm.finished.seconds)


def _spoken_seconds(arm: ArmHistory) -> str:
    assert arm.finished
    return spoken_seconds(arm.finished.seconds)


def _cost(name: str, epoch: EpochEnd | None) -> Values:
    if epoch is None:
        return {}
    return {name: EVIDENCE.say("cost", seconds=seconds(epoch.seconds), gflops=amount(epoch.gflops))}
