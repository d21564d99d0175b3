"""What the curves of a faulty training show, decided from histories alone.

Each sign is one measured number and a limit. Three seeds were measured; the table in
tests/benchmarks/README.md tells how far each of them is from the limit.
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import Final

from transfer_demo.history import ArmHistory, History
from transfer_demo.plan import FINE_TUNE, SCRATCH
from transfer_demo.verdict import Score
from transfer_demo.verdict.baseline import baseline_of

Measure = Callable[[History, History], float]


@dataclass(frozen=True, kw_only=True)
class Sign:
    """One thing that curves show: a measured number that is not below, or not above, a limit.

    `measure` is given the broken and the repaired run. One that does not look at the second is
    no comparison, and can be seen before the repair.
    """

    name: str
    measure: Measure
    at_least: float = -math.inf
    at_most: float = math.inf
    compares: bool = False

    def seen(self, broken: History, repaired: History | None) -> bool | None:
        """Say whether runs show it; None while what it is measured on is not complete."""
        if not _complete(broken) or (self.compares and not _complete(repaired)):
            return None
        return self.at_least <= self.measure(broken, repaired or broken) <= self.at_most


def seen(fault: str, broken: History, repaired: History | None = None) -> Mapping[str, bool | None]:
    """Return which signs of a fault two runs show, by their names; None where one cannot tell."""
    return {sign.name: sign.seen(broken, repaired) for sign in SIGNS[fault]}


def _complete(history: History | None) -> bool:
    arms = history.arms.values() if history else ()
    done = [arm.finished is not None and arm.finished.outcome == "done" for arm in arms]
    return bool(done) and all(done)


def _alone(
    name: str,
    measure: Callable[[History], float],
    *,
    at_least: float = -math.inf,
    at_most: float = math.inf,
) -> Sign:
    """Return a sign of the broken run alone."""
    return Sign(
        name=name, measure=lambda broken, _: measure(broken), at_least=at_least, at_most=at_most
    )


def _beside(
    name: str, measure: Measure, *, at_least: float = -math.inf, at_most: float = math.inf
) -> Sign:
    """Return a sign of the broken run beside the repaired one."""
    return Sign(name=name, measure=measure, at_least=at_least, at_most=at_most, compares=True)


def _curve(history: History, measured: str, arm: str = FINE_TUNE) -> list[float]:
    return [getattr(epoch, measured) for epoch in history.arms[arm].epochs]


def _validation(history: History, arm: str = FINE_TUNE) -> list[float]:
    return _curve(history, "val_accuracy", arm)


def _training(history: History, arm: str = FINE_TUNE) -> list[float]:
    return _curve(history, "train_accuracy", arm)


def _losses(history: History) -> list[float]:
    # What is no number any more has risen above all numbers.
    losses = _curve(history, "train_loss")
    return [math.inf if math.isnan(loss) else loss for loss in losses]


def _arms(history: History) -> list[ArmHistory]:
    return list(history.arms.values())


def _guessing(history: History) -> float:
    """Return the share of validation images that always naming one class gets right."""
    found = baseline_of(_arms(history))
    return found.accuracy if found else 0.0


def _last(history: History, arm: str = FINE_TUNE) -> float:
    return _validation(history, arm)[-1]


def _highest(history: History) -> float:
    return max(_last(history, arm) for arm in history.arms)


def _lead(history: History) -> float:
    return _last(history) - _last(history, SCRATCH)


def _mean(history: History, arm: str = FINE_TUNE) -> float:
    """Return the validation accuracy over all epochs."""
    return fmean(_validation(history, arm))


def _mean_lead(history: History) -> float:
    return _mean(history) - _mean(history, SCRATCH)


def _narrowest_interval(history: History) -> float:
    """Return the width of the narrowest 95% interval of all epochs and arms."""
    widths = []
    for arm in _arms(history):
        for epoch in arm.epochs:
            low, high = Score.of(epoch, arm.started).interval
            widths.append(high - low)
    return min(widths)


def _training_differs(broken: History, repaired: History) -> float:
    return max(_farthest(broken, repaired, "train_accuracy", arm) for arm in broken.arms)


def _farthest(broken: History, repaired: History, measured: str, arm: str = FINE_TUNE) -> float:
    """Return how far two curves are from each other where they are farthest apart."""
    pairs = zip(_curve(broken, measured, arm), _curve(repaired, measured, arm), strict=True)
    return max(abs(one - other) for one, other in pairs)


def _below(measured: Callable[[History], float]) -> Measure:
    """Return how far the broken run is below the repaired one in some number."""
    return lambda broken, repaired: measured(repaired) - measured(broken)


def _above(measured: Callable[[History], float]) -> Measure:
    """Return how far the broken run is above the repaired one in some number."""
    return lambda broken, repaired: measured(broken) - measured(repaired)


def _end(curve: list[float]) -> float:
    """Return the mean of the last three epochs."""
    return fmean(curve[-3:])


def _scratch_is_quicker(history: History) -> float:
    """Return by how much scratch is better on training images, over all epochs."""
    return fmean(_training(history, SCRATCH)) - fmean(_training(history))


def _named_most(history: History) -> float:
    """Return for which share of the validation images scratch names the same class, on average."""
    return fmean(
        max(Counter(epoch.val_predictions).values()) / len(epoch.val_predictions)
        for epoch in history.arms[SCRATCH].epochs
    )


def _scratch_above_chance(history: History) -> float:
    return max(_validation(history, SCRATCH)) - _guessing(history)


def _scratch_trains_otherwise(broken: History, repaired: History) -> float:
    means = [fmean(_training(history, SCRATCH)) for history in (broken, repaired)]
    return abs(means[0] - means[1])


SIGNS: Final[Mapping[str, tuple[Sign, ...]]] = {
    "learning-rate-too-high": (
        _alone("loss_rises", lambda run: max(_losses(run)[1:]) - _losses(run)[0], at_least=0.45),
        _alone("near_chance", lambda run: _last(run) - _guessing(run), at_most=0.2),
        _beside("ends_below", _below(_last), at_least=0.2),
        _beside("scratch_as_usual", _scratch_trains_otherwise, at_most=0.1),
    ),
    "batchnorm-tiny-batches": (
        _beside("training_suffers", _below(lambda run: _training(run)[-1]), at_least=0.2),
        _beside("ends_below", _below(_last), at_least=0.1),
        _alone("above_chance", lambda run: _last(run) - _guessing(run), at_least=0.1),
    ),
    "wrong-normalisation": (
        _beside("training_lags", _below(lambda run: _training(run)[1]), at_least=0.08),
        _beside("loss_lags", _above(lambda run: fmean(_losses(run))), at_least=0.13),
        _alone("loss_falls", lambda run: _losses(run)[0] - _losses(run)[-1], at_least=0.5),
        _beside("scratch_as_usual", _scratch_trains_otherwise, at_most=0.1),
    ),
    "leak": (
        _alone("no_gap", lambda run: _end(_training(run)) - _end(_validation(run)), at_most=0.09),
        _alone("nearly_all_right", lambda run: _end(_validation(run)), at_least=0.87),
        _beside("above_the_clean_run", _above(_last), at_least=0.04),
        _alone("scratch_is_slow", lambda run: fmean(_validation(run, SCRATCH)[:3]), at_most=0.6),
    ),
    "background-shortcut": (
        _alone("scratch_is_high", lambda run: _last(run, SCRATCH), at_least=0.65),
        _alone("scratch_keeps_up", _lead, at_most=0.15),
        _beside("scratch_is_lifted", _above(lambda run: _last(run, SCRATCH)), at_least=0.2),
    ),
    "shuffled-labels": (
        _alone("near_chance", lambda run: _highest(run) - _guessing(run), at_most=0.2),
        _alone(
            "learned_by_heart",
            lambda run: _training(run)[-1] - _last(run),
            at_least=0.3,
        ),
    ),
    "far-domain": (
        _alone("scratch_is_quicker", _scratch_is_quicker, at_least=0.05),
        _alone("above_chance", lambda run: _end(_validation(run)) - _guessing(run), at_least=0.05),
        # Over all epochs: the last one of a few dozen images alone is too noisy for this.
        _beside("fine_tuning_falls", _below(_mean), at_least=0.1),
        _beside("lead_shrinks", _below(_mean_lead), at_least=0.09),
    ),
    "few-validation-images": (
        _alone(
            "large_steps",
            lambda run: 1 / min(len(arm.epochs[0].val_predictions) for arm in _arms(run)),
            at_least=0.2,
        ),
        _alone("wide_interval", _narrowest_interval, at_least=0.3),
        _beside("same_training", _training_differs, at_most=0.02),
    ),
    "frozen-far-domain": (
        _alone("levelled_off", lambda run: _last(run) - _validation(run)[-3], at_most=0.1),
        _beside("ends_below", _below(_last), at_least=0.05),
        _beside("loss_is_higher", _above(lambda run: _losses(run)[-1]), at_least=0.02),
    ),
    "stale-statistics": (
        _alone("scratch_learns", lambda run: _training(run, SCRATCH)[-1], at_least=0.5),
        _alone("near_chance", _scratch_above_chance, at_most=0.06),
        _alone("one_class", _named_most, at_least=0.7),
        _beside("same_training", _training_differs, at_most=0.02),
        _beside("fewer_classes", _above(_named_most), at_least=0.08),
        _beside(
            "fine_tuning_as_usual",
            lambda broken, repaired: _farthest(broken, repaired, "val_accuracy"),
            at_most=0.02,
        ),
    ),
}
