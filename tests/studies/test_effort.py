from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.told import finished, progress, started
from transfer_demo.history import ArmHistory
from transfer_demo.plan import Plan
from transfer_demo.studies import catch_up, freeze
from transfer_demo.studies.cell import Cell
from transfer_demo.studies.effort import gflops, in_races, seconds_left

BASE = Plan(frozen_stages=7)
PLANS = freeze.plans(BASE, stages=9, seeds=(0,))
SIZES = {"train_images": 70, "validation_images": 30}


def cell(plan, *events, **changes):
    history = ArmHistory(arm=plan.arms[0])
    for event in events:
        history = history.with_event(event)
    return Cell(plan=plan, history=history, **changes)


def left(*cells):
    return seconds_left(cells, classes=2, **SIZES)


def test_the_fewer_stages_are_frozen_the_more_work_it_is_and_scratch_is_more_than_none():
    work = {
        plan.frozen_stages: gflops(plan, **SIZES) for plan in PLANS if plan.arms[0] != "scratch"
    }
    assert [depth for depth, _ in sorted(work.items(), key=lambda item: item[1])] == [
        *range(9, -1, -1)
    ]
    (scratch,) = [plan for plan in PLANS if plan.arms == ("scratch",)]
    assert gflops(scratch, **SIZES) > work[0]
    # What is more are the statistics that it has to measure again.
    as_they_run = replace(scratch, batch_norm_statistics="running")
    assert gflops(as_they_run, **SIZES) == pytest.approx(work[0])


def test_a_probe_is_work_for_the_stages_that_are_trained_and_for_no_other_training():
    for plan in PLANS:
        probed = replace(plan, head_start="probe")
        extra = gflops(probed, **SIZES) - gflops(plan, **SIZES)
        more = plan.arms != ("scratch",) and plan.frozen_stages < 9
        assert (extra > 0) == more
        assert extra < 0.5 * gflops(plan, **SIZES)


def test_few_images_are_as_much_work_as_many_where_they_have_as_many_updates():
    (scratch,) = [plan for plan in PLANS if plan.arms == ("scratch",)]
    full = gflops(scratch, train_images=64, validation_images=30)
    few = replace(scratch, updates_per_epoch=4)
    held = gflops(few, train_images=16, validation_images=30)
    alone = gflops(scratch, train_images=16, validation_images=30)
    assert alone < 0.5 * full < 0.7 * full < held < full


def test_twice_the_side_is_four_times_the_work():
    twice = replace(PLANS[0], image_size_px=2 * BASE.image_size_px)
    assert gflops(twice, **SIZES) == pytest.approx(4 * gflops(PLANS[0], **SIZES))


def test_scratch_works_as_many_times_as_long_as_it_trains_and_fine_tuning_does_not():
    longer = replace(BASE, scratch_epochs_factor=16)
    for arm, times in (("scratch", 16), ("fine_tune", 1)):
        usual = gflops(replace(BASE, arms=(arm,)), **SIZES)
        assert gflops(replace(longer, arms=(arm,)), **SIZES) == pytest.approx(times * usual)


def test_a_study_is_told_in_races():
    arms = [replace(BASE, arms=(arm,)) for arm in BASE.arms]
    assert in_races(arms * 3, race=BASE, **SIZES) == pytest.approx(3)
    longer = catch_up.plans(BASE, seeds=(0,))
    times = in_races(longer, race=BASE, **SIZES)
    # One fine-tuning, and 1 + 2 + 4 + 8 + 16 times scratch, which is most of a race.
    assert 20 < times < 31


def test_before_the_first_step_nobody_knows():
    assert left(cell(PLANS[0]), cell(PLANS[1])) is None


def test_the_rest_takes_as_long_as_the_same_work_took():
    one, other = replace(PLANS[0], seed=0), replace(PLANS[0], seed=1)
    done = cell(one, started("fine_tune"), finished("fine_tune"))
    assert left(done, cell(other)) == pytest.approx(done.history.finished.seconds)
    half = cell(other, started("fine_tune"), progress("fine_tune", 0.5, 7.5))
    assert left(done, half) == pytest.approx(7.5)


def test_two_at_a_time_take_half_as_long():
    plans = [replace(PLANS[0], seed=seed) for seed in range(4)]
    running = [cell(p, started("fine_tune"), progress("fine_tune", 0.5, 5.0)) for p in plans[:2]]
    waiting = [cell(plan) for plan in plans[2:]]
    assert left(*running, *waiting) == pytest.approx((5 + 5 + 10 + 10) / 2)


def test_what_was_measured_before_says_nothing_of_the_pace():
    before = datetime(2026, 1, 1, tzinfo=UTC)
    old = cell(PLANS[0], started("fine_tune"), finished("fine_tune"), measured_before=before)
    assert left(old, cell(PLANS[1])) is None


def test_nobody_waits_for_what_was_deleted():
    done = cell(PLANS[0], started("fine_tune"), finished("fine_tune"))
    waits = cell(PLANS[1])
    gone = cell(PLANS[2], deleted=True)
    assert left(done, waits, gone) == left(done, waits)
    assert left(done, gone) == 0
