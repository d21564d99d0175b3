"""Each choice of a plan is an option of both commands."""

import inspect
from dataclasses import fields

import pytest

from transfer_demo.cli import options
from transfer_demo.cli.compare import compare
from transfer_demo.cli.study import study
from transfer_demo.errors import PlanError
from transfer_demo.plan import OPTION_FIELDS, Plan

OFFERED = [
    field.name
    for field in fields(Plan)
    if field.name not in OPTION_FIELDS or OPTION_FIELDS[field.name].offered
]


@pytest.mark.parametrize(("command", "without"), [(compare, set()), (study, {"arms"})])
def test_a_command_has_an_option_for_each_choice_that_is_offered(command, without) -> None:
    asked = inspect.signature(command).parameters
    assert set(OFFERED) - without <= asked.keys()
    assert "plan" not in asked
    for name in set(OFFERED) - without - {"arms"}:
        assert asked[name].default == getattr(Plan(), name)


@options.with_plan()
def chosen(plan: Plan) -> None:
    """A command that only tells its plan."""
    raise LookupError(plan)


def plan_of(**given: object) -> Plan:
    defaults = {name: one.default for name, one in inspect.signature(chosen).parameters.items()}
    with pytest.raises(LookupError) as told:
        chosen(**defaults | given)
    (plan,) = told.value.args
    return plan


def test_nothing_chosen_is_the_usual_plan() -> None:
    assert plan_of() == Plan()


def test_words_of_the_command_line_become_what_the_plan_knows() -> None:
    plan = plan_of(frozen_stages="3", arms=" scratch", epochs=4, head_start="probe")
    assert plan == Plan(frozen_stages=3, arms=("scratch",), epochs=4, head_start="probe")
    assert plan_of(frozen_stages="all").frozen_stages == "all"


def test_what_is_no_number_of_stages_is_refused_with_what_is_allowed() -> None:
    defaults = {name: one.default for name, one in inspect.signature(chosen).parameters.items()}
    with pytest.raises(PlanError, match="a whole number from 0, or 'all'"):
        chosen(**defaults | {"frozen_stages": "many"})
