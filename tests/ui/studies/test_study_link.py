import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfer_demo.backbones.catalogue import CATALOGUE
from transfer_demo.history import ArmHistory
from transfer_demo.plan import Plan
from transfer_demo.studies import backbones, freeze
from transfer_demo.studies.cell import Cell
from transfer_demo.ui.studies.study_link import from_query, of_study, to_query, usual_choices

BASE = Plan(frozen_stages=7)

CHOICES = st.builds(
    lambda seeds, variants, networks: {
        "seeds": seeds,
        "backbones": networks,
        **{f"variant_{name}": name in variants for name in freeze.VARIANTS},
    },
    st.integers(1, 20),
    st.sets(st.sampled_from(sorted(freeze.VARIANTS))),
    st.lists(st.sampled_from(sorted(CATALOGUE)), min_size=1, unique=True),
)


def cells(*plans: Plan) -> list[Cell]:
    return [Cell(plan=plan, history=ArmHistory(arm=plan.arms[0])) for plan in plans]


@given(CHOICES)
def test_a_link_brings_the_choices_that_it_was_made_of(choices: dict) -> None:
    assert from_query(to_query(choices)) == (choices, ())


def test_what_is_usual_stands_in_no_link() -> None:
    assert to_query(usual_choices()) == {}
    assert from_query({}) == (usual_choices(), ())


@pytest.mark.parametrize(
    "query",
    [
        {"seeds": "0"},
        {"seeds": "many"},
        {"seeds": "9" * 5000},
        {"seeds": "²"},
        {"variants": "magic"},
        {"backbones": "magic"},
    ],
)
def test_nonsense_in_a_link_gives_a_sentence_and_what_is_usual(query: dict[str, str]) -> None:
    choices, notes = from_query(query)
    assert choices == usual_choices()
    assert len(notes) == 1


def test_a_study_is_opened_with_the_choices_it_was_started_with() -> None:
    plans = freeze.plans(BASE, stages=9, seeds=(0, 1), variants=("batch_norm",))
    expected = {"seeds": 2, "variant_batch_norm": True, "variant_probe_first": False}
    assert of_study((0, 1), cells(*plans)) == {**usual_choices(), **expected}
    names = ["resnet18", "efficientnet_lite2"]
    scored = backbones.score_plans(BASE, names=names, seeds=(0,))
    assert of_study((0,), cells(*scored))["backbones"] == names


def test_what_all_trainings_of_a_study_have_is_no_variant() -> None:
    plans = freeze.plans(Plan(frozen_stages=7, batch_norm="training"), stages=9, seeds=(0,))
    assert not of_study((0,), cells(*plans))["variant_batch_norm"]
