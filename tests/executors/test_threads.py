import pytest

from transfer_demo.executors.threads import threads_for
from transfer_demo.plan import Plan

RACE = Plan()
ALONE = Plan(arms=("scratch",))


def test_arms_that_race_have_a_core_each():
    assert threads_for(RACE) == 1


def test_an_arm_alone_has_all_cores():
    assert threads_for(ALONE) is None


@pytest.mark.parametrize("plan", [ALONE, Plan(arms=("score",)), RACE])
def test_in_a_study_each_has_one_core_as_in_a_race(plan):
    assert threads_for(plan, in_study=True) == 1
