"""What the curves of a faulty training show, decided from histories alone.

Each sign is one measured number and a limit. Three seeds were measured, and each limit leaves
about half of the smallest of them as a margin; the table stands in tests/benchmarks/README.md.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean
from typing import Final

from transfer_demo.history import ArmHistory, History
from transfer_demo.plan import FINE_TUNE, SCRATCH
from transfer_demo.verdict import wilson_interval

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


def _largest_class(history: History) -> float:
    """Return how many validation images are right for who always says the most common class."""
    started = _arms(history)[0].started
    labels = started.validation_labels if started else ()
    return max((labels.count(label) for label in set(labels)), default=0) / max(len(labels), 1)


def _rises(values: list[float]) -> float:
    return sum(max(after - before, 0.0) for before, after in pairwise(values))


def _best(history: History, arm: str = FINE_TUNE) -> float:
    return max(_validation(history, arm))


def _lowest_best(history: History) -> float:
    """Return the best validation accuracy of the arm that has the lower one."""
    return min(_best(history, arm) for arm in history.arms)


def _highest(history: History) -> float:
    return max(_best(history, arm) for arm in history.arms)


def _lead(history: History) -> float:
    return _best(history) - _best(history, SCRATCH)


def _scratch_differs(broken: History, repaired: History) -> float:
    return abs(_best(repaired, SCRATCH) - _best(broken, SCRATCH))


def _narrowest_interval(history: History) -> float:
    """Return the width of the narrowest 95% interval of all epochs and arms."""
    widths = []
    for arm in _arms(history):
        for epoch in arm.epochs:
            total = len(epoch.val_predictions)
            low, high = wilson_interval(round(epoch.val_accuracy * total), total)
            widths.append(high - low)
    return min(widths)


def _training_differs(broken: History, repaired: History) -> float:
    pairs = zip(_training(broken), _training(repaired), strict=True)
    return max(abs(one - other) for one, other in pairs)


def _below(measured: Callable[[History], float]) -> Measure:
    """Return how far the broken run is below the repaired one in some number."""
    return lambda broken, repaired: measured(repaired) - measured(broken)


SIGNS: Final[Mapping[str, tuple[Sign, ...]]] = {
    "learning-rate-too-high": (
        _alone("loss_rises", lambda run: max(_losses(run)[1:]) - _losses(run)[0], at_least=0.3),
        _alone("near_chance", lambda run: _best(run) - _largest_class(run), at_most=0.2),
        _beside("ends_below", _below(lambda run: _validation(run)[-1]), at_least=0.2),
        _beside("scratch_as_usual", _scratch_differs, at_most=0.1),
    ),
    "random-head": (
        _beside("training_begins_low", _below(lambda run: _training(run)[0]), at_least=0.15),
        _beside("validation_begins_low", _below(lambda run: _validation(run)[0]), at_least=0.15),
        _alone("recovers", lambda run: _training(run)[-1], at_least=0.7),
        _alone("stays_above_scratch", _lead, at_least=0.05),
    ),
    "batchnorm-tiny-batches": (
        _beside(
            "restless",
            lambda broken, repaired: (
                _rises(_curve(broken, "val_loss")) - _rises(_curve(repaired, "val_loss"))
            ),
            at_least=0.1,
        ),
        _beside("training_suffers", _below(lambda run: _training(run)[-1]), at_least=0.05),
        _alone("above_chance", lambda run: _best(run) - _largest_class(run), at_least=0.1),
    ),
    "wrong-normalisation": (
        _beside(
            "low_throughout",
            lambda broken, repaired: min(
                high - low
                for high, low in zip(_validation(repaired), _validation(broken), strict=True)
            ),
            at_least=0.0,
        ),
        _beside("best_is_lower", _below(_best), at_least=0.1),
        _beside("scratch_as_usual", _scratch_differs, at_most=0.15),
    ),
    "leak": (
        _alone(
            "no_gap",
            lambda run: fmean(_training(run)[-3:]) - fmean(_validation(run)[-3:]),
            at_most=0.02,
        ),
        _alone("near_the_top", lambda run: fmean(_validation(run)[-3:]), at_least=0.95),
        _beside("above_the_clean_run", _below(lambda run: -_best(run)), at_least=0.03),
        _alone("scratch_is_slow", lambda run: max(_validation(run, SCRATCH)[:3]), at_most=0.8),
    ),
    "background-shortcut": (
        _alone("scratch_near_the_top", lambda run: _best(run, SCRATCH), at_least=0.85),
        _alone("scratch_leads", lambda run: -_lead(run), at_least=0.05),
        _beside("scratch_is_lifted", _below(lambda run: -_best(run, SCRATCH)), at_least=0.1),
    ),
    "shuffled-labels": (
        _alone("near_chance", lambda run: _highest(run) - _largest_class(run), at_most=0.2),
        _alone(
            "learned_by_heart",
            lambda run: _training(run)[-1] - _validation(run)[-1],
            at_least=0.2,
        ),
    ),
    "far-domain": (
        _beside("fine_tuning_falls", _below(_best), at_least=0.15),
        _beside("scratch_falls", _below(lambda run: _best(run, SCRATCH)), at_least=0.03),
        _alone("above_chance", lambda run: _best(run) - _largest_class(run), at_least=0.05),
        _alone("no_lead", _lead, at_most=0.2),
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
        _alone("no_gap", lambda run: abs(_training(run)[-1] - _validation(run)[-1]), at_most=0.1),
        _alone("levelled_off", lambda run: _training(run)[-1] - _training(run)[-4], at_most=0.05),
        _beside("training_is_low", _below(lambda run: _training(run)[-1]), at_least=0.05),
        _beside("best_is_lower", _below(_best), at_least=0.03),
    ),
}
