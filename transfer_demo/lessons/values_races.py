"""The numbers of the story from races on the everyday photos."""

from collections.abc import Mapping

from transfer_demo.events import EpochEnd
from transfer_demo.history import ArmHistory
from transfer_demo.lessons.recordings import RecordedRun, recording
from transfer_demo.plan import ARMS, FINE_TUNE
from transfer_demo.verdict import judge
from transfer_demo.wording import amount, p_value, percent, points

# The runs of the depths by what is trained, in the order of the recording.
_DEPTHS = ("all_frozen", "last_two", "none_frozen")


def race_values() -> Mapping[str, str]:
    """Return the values under "everyday." of single trainings, and those under "overfit."."""
    return {**_race(), **_depths(), **_overfitting()}


def _race() -> Mapping[str, str]:
    run = recording("everyday").run
    fine_tune, total = run.history.arms[FINE_TUNE], run.validation
    verdict = judge(run.history)
    assert fine_tune.started
    assert verdict
    assert verdict.duel
    reached = {arm: verdict.milestones[arm] for arm in ARMS}
    return {
        "everyday.epochs": str(run.plan.epochs),
        "everyday.train_images": str(run.train),
        "everyday.validation_images": str(total),
        "everyday.one_image": points(1 / total, total),
        "everyday.total_parameters": f"{fine_tune.started.total_parameters:,}",
        "everyday.lead": points(verdict.duel.difference, total),
        "everyday.p": p_value(verdict.duel.p_value),
        "everyday.fine_tune.to_scratch_best": _cost(reached["fine_tune"]),
        "everyday.scratch.to_best": _cost(reached["scratch"]),
        **{
            f"everyday.{name}.{when}": percent(epoch.val_accuracy, total)
            for name, arm in run.history.arms.items()
            for when, epoch in (("first_epoch", arm.epochs[0]), ("best", _best_epoch(arm)))
        },
    }


def _depths() -> Mapping[str, str]:
    runs = dict(zip(_DEPTHS, recording("everyday-depths").runs, strict=True))
    probe = runs["all_frozen"].history.arms[FINE_TUNE].started
    assert probe
    return {
        "everyday.all_frozen.trainable_parameters": f"{probe.trainable_parameters:,}",
        **{f"everyday.{name}.best": _best(run) for name, run in runs.items()},
        **{f"everyday.{name}.seconds": _seconds(run) for name, run in runs.items()},
    }


def _overfitting() -> Mapping[str, str]:
    # The most frozen comes first.
    runs = recording("everyday-few").runs
    depths = {"all_frozen": runs[0], "none_frozen": runs[-1]}
    return {
        "overfit.images": str(runs[0].plan.train_per_class),
        "overfit.training": percent(min(_last(run).train_accuracy for run in runs), 1),
        "overfit.none_frozen.best": _best(depths["none_frozen"]),
        **{
            f"overfit.{name}.last": percent(_last(run).val_accuracy, run.validation)
            for name, run in depths.items()
        },
        **{
            f"overfit.{name}.gap": points(
                _last(run).train_accuracy - _last(run).val_accuracy, run.validation
            )
            for name, run in depths.items()
        },
    }


def _last(run: RecordedRun) -> EpochEnd:
    last = run.history.arms[FINE_TUNE].last
    assert last
    return last


def _best_epoch(arm: ArmHistory) -> EpochEnd:
    """Return the best epoch of an arm that was recorded, and so has one."""
    assert arm.best
    return arm.best


def _cost(epoch: EpochEnd | None) -> str:
    assert epoch
    return f"{amount(epoch.seconds)} s and {amount(epoch.gflops)} GFLOPs"


def _best(run: RecordedRun) -> str:
    return percent(_best_epoch(run.history.arms[FINE_TUNE]).val_accuracy, run.validation)


def _seconds(run: RecordedRun) -> str:
    finished = run.history.arms[FINE_TUNE].finished
    assert finished
    return f"{amount(finished.seconds)} s"
