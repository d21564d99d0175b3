"""Signs of faults in histories told by hand: what shows them, and what does not."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from tests import told
from transfer_demo.events import EpochEnd, Outcome
from transfer_demo.history import ArmHistory, History
from transfer_demo.lessons.symptoms import SIGNS, Sign, seen

EPOCHS = 6
FULL = tuple(number % 4 for number in range(40))


@dataclass(frozen=True, kw_only=True)
class Curves:
    """An arm told by its curves; a single number stands for all epochs.

    `named` is the class that it gives all images, if it is one and the same.
    """

    validation: Sequence[float] | float
    training: Sequence[float] | float = 0.9
    loss: Sequence[float] | float = (1.3, 0.8, 0.5, 0.3, 0.2, 0.1)
    labels: tuple[int, ...] = FULL
    named: int | None = None

    def arm(self, name: str, outcome: Outcome = "done") -> ArmHistory:
        curves = zip(*map(_long, (self.validation, self.training, self.loss)), strict=True)
        epochs = tuple(
            self._epoch(name, number, *values) for number, values in enumerate(curves, start=1)
        )
        started = told.started(name, labels=self.labels, epochs=EPOCHS)
        end = told.finished(name, outcome)
        return ArmHistory(arm=name, started=started, epochs=epochs, finished=end)

    def _epoch(self, arm: str, number: int, right: float, train: float, loss: float) -> EpochEnd:
        hits = [place < round(right * len(self.labels)) for place in range(len(self.labels))]
        told_anew = {} if self.named is None else {"val_predictions": (self.named,) * len(hits)}
        return told.epoch_end(
            arm,
            number,
            hits=hits,
            labels=self.labels,
            val_accuracy=right,
            train_accuracy=train,
            train_loss=loss,
            **told_anew,
        )


def _long(values: Sequence[float] | float) -> Sequence[float]:
    return [values] * EPOCHS if isinstance(values, float) else values


def race(fine_tune: Curves, scratch: Curves | None = None) -> History:
    arms = {"fine_tune": fine_tune.arm("fine_tune")}
    if scratch is not None:
        arms["scratch"] = scratch.arm("scratch")
    return History(arms)


GOOD = Curves(
    validation=(0.7, 0.75, 0.8, 0.82, 0.85, 0.85), training=(0.5, 0.8, 0.9, 1.0, 1.0, 1.0)
)
SLOW = Curves(
    validation=(0.25, 0.3, 0.3, 0.4, 0.4, 0.45), training=(0.3, 0.4, 0.45, 0.5, 0.6, 0.65)
)
HEALTHY = race(GOOD, SLOW)
ALONE = race(GOOD)
BY_HEART = replace(GOOD, validation=0.3)
GUESSING = Curves(validation=0.3, training=0.3, loss=(1.4, 1.5, 2.9, 2.4, 2.0, 1.9))

# A pair of runs that show a fault: the broken one and the repaired one.
SHOWN: dict[str, tuple[History, History]] = {
    "learning-rate-too-high": (race(GUESSING, SLOW), HEALTHY),
    "batchnorm-tiny-batches": (race(Curves(validation=0.5, training=0.5)), ALONE),
    "wrong-normalisation": (
        race(
            Curves(
                validation=(0.4, 0.5, 0.6, 0.7, 0.7, 0.7),
                training=(0.4, 0.5, 0.6, 0.8, 0.9, 0.9),
                loss=(1.6, 1.3, 1.1, 0.9, 0.7, 0.6),
            ),
            SLOW,
        ),
        HEALTHY,
    ),
    "leak": (race(replace(GOOD, validation=(0.8, 0.9, 0.97, 1.0, 1.0, 1.0)), SLOW), HEALTHY),
    "background-shortcut": (
        race(GOOD, replace(SLOW, validation=(0.3, 0.4, 0.6, 0.8, 0.97, 0.97))),
        HEALTHY,
    ),
    "shuffled-labels": (race(BY_HEART, GUESSING), HEALTHY),
    "far-domain": (race(replace(GOOD, validation=0.5, training=0.4), SLOW), HEALTHY),
    "few-validation-images": (
        race(
            replace(GOOD, labels=(0, 1, 2, 3), validation=1.0),
            replace(SLOW, labels=(0, 1, 2, 3), validation=0.5),
        ),
        HEALTHY,
    ),
    "frozen-far-domain": (
        race(Curves(validation=(0.4, 0.5, 0.6, 0.6, 0.6, 0.6), loss=0.4)),
        ALONE,
    ),
    "stale-statistics": (race(GOOD, replace(SLOW, validation=0.25, named=0)), HEALTHY),
}

# For each sign, a broken run that misses it. Where nothing is named, the healthy run does.
MISSED: dict[tuple[str, str], History] = {
    ("learning-rate-too-high", "scratch_as_usual"): race(GUESSING, GUESSING),
    ("batchnorm-tiny-batches", "above_chance"): race(GUESSING),
    ("wrong-normalisation", "loss_falls"): race(GUESSING, SLOW),
    ("wrong-normalisation", "scratch_as_usual"): race(GOOD, replace(SLOW, training=0.9)),
    ("leak", "scratch_is_slow"): race(GOOD, replace(SLOW, validation=0.95)),
    ("far-domain", "above_chance"): race(GUESSING, SLOW),
    ("few-validation-images", "same_training"): race(replace(GOOD, training=0.5), SLOW),
    ("frozen-far-domain", "levelled_off"): race(
        Curves(validation=(0.3, 0.4, 0.5, 0.6, 0.7, 0.8), training=0.7)
    ),
    ("stale-statistics", "scratch_learns"): race(GOOD, GUESSING),
    ("stale-statistics", "same_training"): race(GOOD, replace(SLOW, training=0.9)),
    ("stale-statistics", "fine_tuning_as_usual"): race(replace(GOOD, validation=0.5), SLOW),
}

SIGNS_OF = [(fault, sign) for fault, signs in SIGNS.items() for sign in signs]


@pytest.mark.parametrize("fault", SIGNS)
def test_a_fault_is_seen_where_it_shows(fault: str) -> None:
    assert set(seen(fault, *SHOWN[fault]).values()) == {True}


@pytest.mark.parametrize("fault", SIGNS)
def test_a_healthy_run_does_not_show_it(fault: str) -> None:
    broken, repaired = SHOWN[fault]
    assert False in seen(fault, repaired, broken).values()


@pytest.mark.parametrize(
    ("fault", "sign"), SIGNS_OF, ids=lambda value: getattr(value, "name", value)
)
def test_each_sign_can_be_missing(fault: str, sign: Sign) -> None:
    _, repaired = SHOWN[fault]
    assert sign.seen(MISSED.get((fault, sign.name), repaired), repaired) is False


@pytest.mark.parametrize("fault", SIGNS)
def test_a_comparison_waits_for_the_repaired_run(fault: str) -> None:
    broken, _ = SHOWN[fault]
    for sign in SIGNS[fault]:
        assert (sign.seen(broken, None) is None) == sign.compares


@pytest.mark.parametrize("outcome", ["stopped", "failed"])
def test_a_run_that_ended_early_shows_nothing(outcome: Outcome) -> None:
    broken, repaired = SHOWN["shuffled-labels"]
    cut = History({**broken.arms, "scratch": GUESSING.arm("scratch", outcome)})
    assert set(seen("shuffled-labels", cut, repaired).values()) == {None}
    assert set(seen("shuffled-labels", History(), None).values()) == {None}


def test_a_loss_that_is_no_number_any_more_has_risen() -> None:
    lost = race(replace(GUESSING, loss=(1.4, 1.5, math.nan, math.nan, math.nan, math.nan)), SLOW)
    assert seen("learning-rate-too-high", lost, HEALTHY)["loss_rises"]
