import itertools
import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.told import arm_events, epoch_end, finished, progress, scored, started
from transfer_demo.charts.x_axis import X_AXES
from transfer_demo.events import EpochEnd
from transfer_demo.history import ArmHistory, History, fold


def _arm(measured: Sequence[tuple[float, float]]) -> ArmHistory:
    """An arm with these validation accuracies and losses."""
    events = [
        epoch_end("scratch", n, hits=[True], labels=[0], val_accuracy=accuracy, val_loss=loss)
        for n, (accuracy, loss) in enumerate(measured, start=1)
    ]
    return fold(events).arms["scratch"]


def test_every_x_axis_is_measured_at_the_end_of_an_epoch() -> None:
    epoch = epoch_end("scratch", 1, hits=[True], labels=[0])
    assert all(isinstance(getattr(epoch, axis), int | float) for axis in X_AXES)


def test_before_anything_was_said_there_is_nothing() -> None:
    arm = fold([], arms=("scratch",)).arms["scratch"]
    assert arm == ArmHistory(arm="scratch")
    assert arm.best is arm.last is arm.seconds_left is arm.reaching(0) is None
    assert not History().finished


def test_arms_keep_the_order_they_are_named_in_whoever_speaks_first() -> None:
    history = fold([started("fine_tune"), started("later")], arms=("scratch", "fine_tune"))
    assert list(history.arms) == ["scratch", "fine_tune", "later"]


@given(st.permutations(range(1, 7)))
def test_epochs_are_in_order_however_they_arrive(order: list[int]) -> None:
    history = fold(epoch_end("scratch", number, hits=[True], labels=[0]) for number in order)
    arm = history.arms["scratch"]
    assert [epoch.epoch for epoch in arm.epochs] == [1, 2, 3, 4, 5, 6]
    assert arm.last is not None
    assert arm.last.epoch == 6


def test_the_arms_of_a_run_do_not_mix_however_their_events_do() -> None:
    one = arm_events("fine_tune", [3, 4, 5], total=8)
    other = arm_events("scratch", [1, 2, 3], total=8)
    alternating = itertools.chain.from_iterable(zip(one, other, strict=True))
    assert fold(alternating).arms == fold([*one, *other]).arms


def test_of_a_first_attempt_nothing_stays_when_a_second_one_begins() -> None:
    first = arm_events("scratch", [1, 2, 3], total=8)
    second = arm_events("scratch", [4, 5], total=8)[:-1]
    arm = fold([*first, *second]).arms["scratch"]
    assert [round(8 * epoch.val_accuracy) for epoch in arm.epochs] == [4, 5]
    assert arm.finished is None
    assert fold([*first, *second]) == fold(second)
    assert fold([*first, *first]) == fold(first)


def test_a_second_attempt_starts_without_the_progress_of_the_first() -> None:
    events = [started("scratch"), progress("scratch", 0.9), finished("scratch", "failed")]
    arm = fold([*events, started("scratch")]).arms["scratch"]
    assert arm.progress is None
    assert arm.finished is None


def test_a_score_is_kept_and_the_newest_counts() -> None:
    events = [started("score"), scored(logme=0.1), scored(logme=0.2), finished("score")]
    arm = fold(events).arms["score"]
    assert arm.scored == scored(logme=0.2)
    assert arm.epochs == ()
    assert arm.finished is not None


def test_a_second_attempt_starts_without_the_score_of_the_first() -> None:
    first = [started("score"), scored(), finished("score", "failed")]
    assert fold(first).arms["score"].scored is not None
    assert fold([*first, started("score")]).arms["score"].scored is None


def test_a_run_is_finished_when_every_arm_is() -> None:
    one, other = arm_events("fine_tune", [1], total=2), arm_events("scratch", [1], total=2)
    assert not fold([*one, *other[:-1]]).finished
    assert not fold(one, arms=("fine_tune", "scratch")).finished
    assert fold([*one, *other]).finished


@given(
    st.lists(
        st.tuples(
            st.sampled_from((0.0, 0.5, 0.75, 1.0)),
            st.sampled_from((0.1, 0.2, 0.3, math.inf, math.nan)),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_the_best_epoch_has_the_best_accuracy_then_the_least_loss_then_comes_first(
    measured: list[tuple[float, float]],
) -> None:
    arm = _arm(measured)
    best = arm.best
    assert best is not None

    def rank(epoch: EpochEnd) -> tuple[float, float, int]:
        loss = math.inf if math.isnan(epoch.val_loss) else epoch.val_loss
        return -epoch.val_accuracy, loss, epoch.epoch

    assert best == sorted(arm.epochs, key=rank)[0]


def test_an_epoch_whose_loss_is_no_number_is_not_preferred() -> None:
    best = _arm([(0.5, math.nan), (0.5, 0.7)]).best
    assert best is not None
    assert best.epoch == 2


def test_what_is_reached_is_reached_for_good_and_equal_counts() -> None:
    arm = _arm([(0.5, 1.0), (0.25, 1.0), (0.5, 1.0), (0.75, 1.0), (0.5, 1.0)])
    for goal, epoch in ((0.0, 1), (0.25, 1), (0.26, 3), (0.5, 3)):
        reached = arm.reaching(goal)
        assert reached is not None
        assert reached.epoch == epoch
    # In one epoch it had this much, and lost it again.
    assert arm.reaching(0.51) is None


@given(st.floats(0.02, 1), st.floats(0, 1000))
def test_time_left_continues_the_pace_so_far(fraction: float, seconds: float) -> None:
    left = fold([progress("scratch", fraction, seconds)]).arms["scratch"].seconds_left
    assert left is not None
    assert (left + seconds) * fraction == pytest.approx(seconds)


@pytest.mark.parametrize("fraction", [1.0, 1.0000000000000002, 1.1])
def test_time_left_is_never_below_zero(fraction: float) -> None:
    assert fold([progress("scratch", fraction, 50)]).arms["scratch"].seconds_left == 0


def test_time_left_is_not_guessed_from_nothing_nor_after_the_end() -> None:
    assert fold([progress("scratch", 0.019, 5)]).arms["scratch"].seconds_left is None
    over = fold([progress("scratch", 0.5, 5), finished("scratch", "stopped")])
    assert over.arms["scratch"].seconds_left is None
