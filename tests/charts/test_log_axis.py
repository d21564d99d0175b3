from hypothesis import given
from hypothesis import strategies as st

from transfer_demo.charts.log_axis import ends, exponents, round_numbers


@given(st.lists(st.floats(0, 1e6), min_size=1))
def test_every_place_is_on_the_axis(places: list[float]) -> None:
    low, high = ends(places)
    assert 0 < low < high
    assert all(low < place < high for place in places if place > 1e-3)
    assert exponents((low, high)) == sorted(exponents((low, high)))


@given(st.floats(1e-2, 1e4), st.floats(2.5, 1e3))
def test_some_round_number_is_always_on_it(low: float, times: float) -> None:
    found = round_numbers((low, low * times))
    assert found == sorted(found)
    assert found
    assert all(low <= number <= low * times for number in found)


def test_round_numbers_are_those_that_people_count_by() -> None:
    assert round_numbers((0.5, 60)) == [0.5, 1, 2, 5, 10, 20, 50]
