from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfer_demo.wording import (
    amount,
    counted,
    day,
    duration,
    in_millions,
    p_value,
    percent,
    points,
    probability,
    seconds,
    spoken_millions,
    spoken_seconds,
    times_the_epochs,
)


@pytest.mark.parametrize(
    ("share", "total", "written"),
    [(20 / 33, 33, "61%"), (1, 33, "100%"), (0, 5, "0%"), (0.6061, 330, "60.6%")],
)
def test_a_share_has_no_more_digits_than_its_images_give(
    share: float, total: int, written: str
) -> None:
    assert percent(share, total) == written


def test_what_is_nearly_all_or_nothing_does_not_look_like_it() -> None:
    # Five seeds of 60 images, in one of which one image was wrong.
    assert percent(299 / 300, 60) == "99.7%"
    assert percent(0.1 + 0.2 + 0.7, 60) == "100%"
    assert points(1 / 300, 60) == "0.3 percentage points"
    assert points(1 / 30_000, 300) == "0.003 percentage points"
    assert points(1e-17, 60) == "0 percentage points"


@pytest.mark.parametrize(
    ("share", "written"),
    [
        (0, "0%"),
        (0.004, "under 1%"),
        (0.25, "25%"),
        (0.994, "99%"),
        (0.997, "over 99%"),
        (1, "100%"),
    ],
)
def test_a_network_is_never_quite_sure(share: float, written: str) -> None:
    assert probability(share) == written


def test_a_difference_is_written_without_its_sign() -> None:
    assert points(-0.303, 33) == "30 percentage points"
    assert points(0.01, 100) == "1 percentage point"
    assert points(0.01, 1000) == "1.0 percentage points"


@pytest.mark.parametrize(
    ("number", "written"),
    [(0, "0"), (0.123, "0.12"), (0.96, "1.0"), (1.24, "1.2"), (9.96, "10"), (1049.6, "1,050")],
)
def test_an_amount_is_short(number: float, written: str) -> None:
    assert amount(number) == written


@given(st.floats(0.001, 1e6))
def test_an_amount_is_within_six_percent_of_what_was_measured(number: float) -> None:
    assert float(amount(number).replace(",", "")) == pytest.approx(number, rel=0.06)


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        (0, "0"),
        (512, "512"),
        (61_000, "61 k"),
        (999_400, "999 k"),
        (999_600, "1 M"),
        (3_376_132, "3.38 M"),
        (25_557_032, "25.6 M"),
        (132_868_840, "133 M"),
    ],
)
def test_parameters_are_written_in_three_digits(parameters: int, words: str) -> None:
    assert in_millions(parameters) == words


def test_a_measured_time_has_its_unit() -> None:
    assert [seconds(number) for number in (0.123, 1, 28.4)] == ["0.12 s", "1.0 s", "28 s"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.0, "0.0 s"),
        (0.44, "0.4 s"),
        (9.94, "9.9 s"),
        (9.96, "10 s"),
        (59.4, "59 s"),
        (59.6, "1 min 00 s"),
        (185, "3 min 05 s"),
        (3599.6, "1 h 00 min"),
        (7800, "2 h 10 min"),
    ],
)
def test_a_time_to_wait_is_short_and_rounds_over_the_units(seconds: float, words: str) -> None:
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("measured", "words"),
    [(0.124, "0.12 seconds"), (1.04, "1.0 seconds"), (28.4, "28 seconds"), (1050, "1,050 seconds")],
)
def test_a_time_can_be_said_aloud(measured: float, words: str) -> None:
    assert spoken_seconds(measured) == words
    assert seconds(measured) == words.replace("seconds", "s")


@pytest.mark.parametrize(
    ("parameters", "words"), [(512, "512"), (61_200, "61.2 thousand"), (3_371_000, "3.37 million")]
)
def test_parameters_can_be_said_aloud(parameters: int, words: str) -> None:
    assert spoken_millions(parameters) == words


def test_things_are_counted_in_the_right_number() -> None:
    assert [counted(number, "epoch") for number in (0, 1, 2)] == ["0 epochs", "1 epoch", "2 epochs"]
    assert counted(1200, "image") == "1,200 images"


def test_a_length_is_told_by_that_of_fine_tuning() -> None:
    assert [times_the_epochs(n) for n in (1, 2)] == ["as many epochs", "2 times the epochs"]


@pytest.mark.parametrize(
    ("value", "words"), [(0.5, "p = 0.500"), (0.0314, "p = 0.031"), (0.00099, "p < 0.001")]
)
def test_a_p_value_has_three_digits(value: float, words: str) -> None:
    assert p_value(value) == words


def test_a_day_is_written_out() -> None:
    assert day(date(2026, 3, 5)) == "5 March 2026"
