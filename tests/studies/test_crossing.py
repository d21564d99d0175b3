import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfer_demo.studies.crossing import crossing

curves = st.dictionaries(st.integers(1, 500), st.integers(0, 50).map(lambda n: n / 50), max_size=8)
accuracies = st.integers(0, 100).map(lambda n: n / 100)


def test_half_way_over_the_logarithm_is_the_geometric_mean() -> None:
    found = crossing({10: 0.4, 40: 0.6}, 0.5)
    assert found is not None
    assert found.images == pytest.approx(20)
    assert (found.low, found.high, found.at_most) == (10, 40, False)
    assert found.number == "about 20"
    assert found.remark == "interpolated between 10 and 40"


def test_an_accuracy_that_was_measured_needs_no_interpolation() -> None:
    found = crossing({10: 0.4, 20: 0.5, 40: 0.6}, 0.5)
    assert found is not None
    assert (found.images, found.number, found.remark) == (20, "20", "")


def test_below_the_smallest_size_nothing_is_assumed() -> None:
    found = crossing({5: 0.4, 10: 0.6}, 0.2)
    assert found is not None
    assert (found.images, found.at_most, found.number) == (5, True, "5 or fewer")


def test_beyond_the_largest_size_nothing_is_assumed() -> None:
    assert crossing({5: 0.4, 10: 0.6}, 0.61) is None
    assert crossing({}, 0.1) is None


def test_the_first_of_several_crossings_counts() -> None:
    found = crossing({1: 0.2, 2: 0.6, 4: 0.3, 8: 0.9}, 0.5)
    assert found is not None
    assert (found.low, found.high) == (1, 2)


def test_a_curve_that_falls_below_again_is_told_of() -> None:
    found = crossing({1: 0.2, 2: 0.6, 4: 0.3, 8: 0.9, 16: 0.4}, 0.5)
    assert found is not None
    assert found.below_again == (4, 16)
    assert found.remark == "interpolated between 1 and 2; below that again with 4 and 16"
    at_once = crossing({2: 0.6, 3: 0.4}, 0.5)
    assert at_once is not None
    assert (at_once.number, at_once.remark) == ("2 or fewer", "below that again with 3")


def test_there_is_no_size_below_one_image() -> None:
    found = crossing({1: 0.6, 2: 0.7}, 0.5)
    assert found is not None
    assert (found.number, found.at_most) == ("1", True)


def test_the_same_mean_added_up_in_another_order_is_reached() -> None:
    found = crossing({5: 0.1 + 0.2 + 0.3}, 0.3 + 0.2 + 0.1)
    assert found is not None
    assert found.images == 5


@given(curves, accuracies)
def test_the_size_lies_between_neighbours_that_were_measured(
    curve: dict[int, float], accuracy: float
) -> None:
    found = crossing(curve, accuracy)
    reaching = [size for size, value in curve.items() if value >= accuracy]
    if not reaching:
        assert found is None
        return
    assert found is not None
    assert found.high == min(reaching)
    assert {found.low, found.high} <= set(curve)
    assert found.low <= found.images <= found.high
    assert not any(found.low < size < found.high for size in curve)
    assert found.at_most == (found.high == min(curve))
    later = {size for size in curve if size > found.high}
    assert set(found.below_again) == later - set(reaching)


@given(curves, accuracies)
def test_between_the_sizes_it_agrees_with_numpy(curve: dict[int, float], accuracy: float) -> None:
    found = crossing(curve, accuracy)
    if found is not None and found.interpolated:
        ends = (found.low, found.high)
        there = np.interp(
            math.log2(found.images), [math.log2(s) for s in ends], [curve[s] for s in ends]
        )
        assert there == pytest.approx(accuracy)
