import dataclasses
import json
import math
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.plans import plans
from transfer_demo.choices import NUMBER_FIELDS, OPTION_FIELDS
from transfer_demo.errors import PlanError
from transfer_demo.plan import ARM_TITLES, ARMS, SCORE, Plan, ResolvedPlan, default_frozen_stages

NUMBERS = sorted(NUMBER_FIELDS)
OPTIONS = sorted(OPTION_FIELDS)


def test_every_choice_of_the_plan_has_a_range_or_a_list() -> None:
    checked_alone = {"backbone", "frozen_stages", "arms"}
    names = {field.name for field in dataclasses.fields(Plan)}
    assert names == checked_alone | set(NUMBER_FIELDS) | set(OPTION_FIELDS)
    assert set(ARM_TITLES) == {*ARMS, SCORE}


@pytest.mark.parametrize("name", NUMBERS)
def test_both_ends_of_a_range_are_allowed(name: str) -> None:
    field = NUMBER_FIELDS[name]
    for value in (field.low, field.high):
        kept = int(value) if field.integer else value
        assert getattr(Plan(**{name: kept}), name) == value


@pytest.mark.parametrize("name", NUMBERS)
def test_a_value_beyond_its_range_is_refused_and_the_range_is_named_in_full(name: str) -> None:
    field = NUMBER_FIELDS[name]
    step = 1 if field.integer else field.low / 2
    for value in (field.low - step, field.high + step):
        kept = int(value) if field.integer else value
        with pytest.raises(PlanError, match=field.label) as caught:
            Plan(**{name: kept})
        limits = str(caught.value).split("between ")[1].rstrip(".").split(" and ")
        # The range in the message must be the true one: "2.14748e+09" is neither true nor readable.
        assert [float(limit.replace(",", "")) for limit in limits] == [field.low, field.high]
        assert "e" not in "".join(limits)


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", ["10", True, math.nan, [], 1 + 1j])
def test_what_is_no_number_is_refused(name: str, value: object) -> None:
    with pytest.raises(PlanError, match=NUMBER_FIELDS[name].label):
        Plan(**{name: value})


@pytest.mark.parametrize("name", NUMBERS)
def test_only_optional_numbers_may_be_left_to_us(name: str) -> None:
    if NUMBER_FIELDS[name].optional:
        assert getattr(Plan(**{name: None}), name) is None
    else:
        with pytest.raises(PlanError):
            Plan(**{name: None})


@pytest.mark.parametrize("name", OPTIONS)
@pytest.mark.parametrize("value", ["", "CROP", None, 3, ["none"], {}])
def test_an_unknown_option_is_refused_and_the_known_ones_named(name: str, value: object) -> None:
    with pytest.raises(PlanError) as caught:
        Plan(**{name: value})
    assert all(option in str(caught.value) for option in OPTION_FIELDS[name].options)


@pytest.mark.parametrize(
    "arms", [(), ("scratch", "scratch"), ("distil",), "scratch", None, 3, (["scratch"],), (None,)]
)
def test_arms_that_make_no_race_are_refused(arms: object) -> None:
    with pytest.raises(PlanError, match="fine_tune, scratch"):
        Plan(arms=arms)  # type: ignore[arg-type]


def test_a_list_of_arms_becomes_a_tuple_so_that_the_plan_can_be_hashed() -> None:
    plan = Plan(arms=["scratch"])  # type: ignore[arg-type]
    assert plan == Plan(arms=("scratch",))
    assert hash(plan) == hash(Plan(arms=("scratch",)))


@pytest.mark.parametrize("backbone", ["", None, 18, ["resnet18"]])
def test_a_backbone_without_a_name_is_refused(backbone: object) -> None:
    with pytest.raises(PlanError, match="Pretrained CNN"):
        Plan(backbone=backbone)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [-1, 2.0, "7", True, "ALL", []])
def test_frozen_stages_that_are_no_depth_are_refused(value: object) -> None:
    with pytest.raises(PlanError, match="Frozen stages"):
        Plan(frozen_stages=value)  # type: ignore[arg-type]


@given(stages=st.integers(1, 30))
def test_resolving_turns_every_depth_into_a_number(stages: int) -> None:
    assert Plan(frozen_stages="all").resolve(stages).frozen_stages == stages
    assert Plan().resolve(stages).frozen_stages == default_frozen_stages(stages)
    assert 0 <= default_frozen_stages(stages) <= stages
    for depth in (0, stages):
        assert Plan(frozen_stages=depth).resolve(stages).frozen_stages == depth
    with pytest.raises(PlanError, match=f"choose 0 to {stages}"):
        Plan(frozen_stages=stages + 1).resolve(stages)


@given(plans())
def test_a_plan_survives_json(plan: Plan) -> None:
    assert Plan.from_dict(json.loads(json.dumps(plan.to_dict()))) == plan


@given(plans())
def test_resolving_twice_changes_nothing_more(plan: Plan) -> None:
    stages = 9 if plan.frozen_stages in (None, "all") else int(plan.frozen_stages or 0) + 1
    once = plan.resolve(stages)
    assert once.resolve(stages) == once
    assert {**once.to_dict(), "frozen_stages": plan.frozen_stages} == plan.to_dict()


def test_keys_of_a_newer_version_are_passed_over() -> None:
    assert Plan.from_dict({"epochs": 3, "mixup": 0.2}) == Plan(epochs=3)


def test_a_stored_plan_that_makes_no_sense_is_refused_in_words() -> None:
    for values in ({"arms": None}, {"arms": 3}, {"batch_norm": ["training"]}, {"epochs": "ten"}):
        with pytest.raises(PlanError):
            Plan.from_dict(values)


def test_scoring_is_an_order_of_its_own_and_no_arm_of_a_race():
    assert Plan(arms=("score",)).arms == ("score",)
    with pytest.raises(PlanError, match="Arms"):
        Plan(arms=("score", "scratch"))


@pytest.mark.parametrize("frozen", [None, "all", -1, True])
def test_a_resolved_plan_has_a_number_of_stages(frozen):
    with pytest.raises(PlanError):
        ResolvedPlan(frozen_stages=frozen)


def test_a_plan_that_says_the_same_number_is_the_same_plan():
    plan, resolved = Plan(frozen_stages=3, seed=1), ResolvedPlan(frozen_stages=3, seed=1)
    assert plan == resolved
    assert hash(plan) == hash(resolved)
    assert plan != dataclasses.replace(resolved, seed=2)
    assert type(pickle.loads(pickle.dumps(resolved))) is ResolvedPlan
    assert type(ResolvedPlan.from_dict(json.loads(json.dumps(resolved.to_dict())))) is ResolvedPlan
