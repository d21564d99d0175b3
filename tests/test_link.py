from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.plans import plans
from transfer_demo.choices import NUMBER_FIELDS, OFFERED_OPTIONS
from transfer_demo.link import IMAGES, from_query, to_query
from transfer_demo.plan import Plan

STAGES = {"efficientnet_lite0": 9, "resnet18": 5}
NAMES = ["images", "backbone", "frozen_stages", "arms", *NUMBER_FIELDS, *OFFERED_OPTIONS]


@given(plans(), st.sampled_from(sorted(IMAGES)))
def test_a_link_gives_back_the_same_choices(plan: Plan, images: str) -> None:
    query = to_query(plan, images=images)
    offered = replace(plan, batch_norm_statistics="precise")
    assert from_query(query) == (offered, images, ())
    address = urlencode(query)
    assert from_query(dict(parse_qsl(address))) == (offered, images, ())


def test_a_link_cannot_bring_a_choice_that_is_not_offered() -> None:
    assert from_query({"batch_norm_statistics": "running"}) == (Plan(), "everyday", ())


def test_a_link_holds_only_what_was_chosen() -> None:
    plan = Plan(frozen_stages=7, epochs=3)
    assert to_query(plan, images="digits") == {
        "images": "digits",
        "backbone": "efficientnet_lite0",
        "frozen_stages": "7",
        "epochs": "3",
    }
    assert set(to_query(Plan(), images="own")) == {"images", "backbone"}


def test_an_empty_link_is_the_default_and_needs_no_note() -> None:
    assert from_query({}) == (Plan(), "everyday", ())
    assert from_query({"run": "a-token", "embed": "true"}) == (Plan(), "everyday", ())


def test_a_value_out_of_range_falls_back_and_says_so() -> None:
    plan, _, notes = from_query({"epochs": "9999", "seed": "5"})
    assert plan == Plan(seed=5)
    assert notes == (
        "Epochs was 9999 in the link; 10 is used, because it must lie between 1 and 200.",
    )


@pytest.mark.parametrize("name", NAMES)
def test_nonsense_for_any_choice_falls_back_and_names_it(name: str) -> None:
    plan, images, notes = from_query({name: "nonsense"}, stages=STAGES)
    assert (plan, images) == (Plan(), "everyday")
    assert len(notes) == 1
    assert "was nonsense in the link" in notes[0]
    fields = NUMBER_FIELDS | OFFERED_OPTIONS
    assert name not in fields or notes[0].startswith(fields[name].label)


def test_frozen_stages_are_checked_against_the_backbone_of_the_link() -> None:
    query = {"backbone": "resnet18", "frozen_stages": "7"}
    plan, _, notes = from_query(query, stages=STAGES)
    assert plan == Plan(backbone="resnet18")
    assert "from 0 to 5" in notes[0]
    # Without the table, nobody can say that ResNet-18 has only five.
    assert from_query(query)[0] == Plan(backbone="resnet18", frozen_stages=7)


def test_an_unknown_backbone_falls_back_and_the_known_ones_are_named() -> None:
    plan, _, notes = from_query({"backbone": "alexnet", "frozen_stages": "8"}, stages=STAGES)
    assert plan == Plan(frozen_stages=8)
    assert "efficientnet_lite0, resnet18" in notes[0]


@given(st.dictionaries(st.sampled_from(NAMES) | st.text(), st.text()), st.booleans())
def test_no_link_can_break_the_page(query: dict[str, str], table: bool) -> None:
    plan, images, notes = from_query(query, stages=STAGES if table else None)
    assert images in IMAGES
    if table:
        plan.resolve(STAGES[plan.backbone])
    assert all(note.isprintable() for note in notes)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "text", ["", "9" * 5000, "-1", "1e400", "nan", "-inf", "٣", "\0\n", "a" * 10_000, ",", "all"]
)
def test_odd_values_give_short_notes_or_none(name: str, text: str) -> None:
    plan, _, notes = from_query({name: text})
    assert Plan.from_dict(plan.to_dict()) == plan
    assert all(len(note) < 250 for note in notes)
