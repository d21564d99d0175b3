import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.images.made import FIXED
from transfer_demo.images.group_split import Indivisible, held_out

CLASSES = st.dictionaries(
    st.sampled_from("abcd"),
    st.lists(st.integers(0, 7), min_size=2, max_size=6),
    min_size=2,
    max_size=4,
)


def can_be_divided(group_of: dict[str, list[int]]) -> bool:
    """Try every choice of groups there is."""
    groups = sorted({number for numbers in group_of.values() for number in numbers})
    choices = itertools.product((False, True), repeat=len(groups))
    return any(
        all(len({choice[groups.index(number)] for number in numbers}) == 2
            for numbers in group_of.values())
        for choice in choices
    )  # fmt: skip


@FIXED
@given(CLASSES)
def test_every_class_has_photos_in_both_parts_or_it_is_said_which_has_not(
    group_of: dict[str, list[int]],
) -> None:
    try:
        chosen = held_out(group_of)
    except Indivisible as exc:
        impossible = exc.class_name
    else:
        impossible = ""
        for numbers in group_of.values():
            assert 0 < sum(number in chosen for number in numbers) < len(numbers)
    assert impossible in (*group_of, "")
    if not can_be_divided(group_of):
        assert impossible


def test_three_tenths_are_held_out_rounded_up() -> None:
    chosen = held_out({"a": list(range(10)), "b": list(range(10, 21))})
    assert chosen == {0, 1, 2, 10, 11, 12, 13}


def test_a_group_that_does_not_fit_is_passed_over_for_the_next() -> None:
    assert held_out({"a": [1, 1, 1, 1, 2, 3, 4, 5, 6, 7], "b": [8, 9]}) == {2, 3, 4, 8}


def test_the_smallest_group_is_held_out_where_all_are_too_large() -> None:
    assert held_out({"a": [1, 1, 1, 1, 2, 2, 2], "b": [8, 9]}) == {2, 8}


def test_a_class_of_one_group_cannot_be_divided() -> None:
    with pytest.raises(Indivisible) as caught:
        held_out({"a": [1, 2], "b": [3, 3, 3]})
    assert caught.value.class_name == "b"
