import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfer_demo.lessons.sentences import clauses, says_nothing, sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One thing. Another one! A third?", ("One thing.", "Another one!", "A third?")),
        ("It took 3.5 s, e.g. on a laptop. Good.", ("It took 3.5 s, e.g. on a laptop.", "Good.")),
        ('He said "why?" And (maybe.) left.', ('He said "why?"', "And (maybe.)", "left.")),
        ("no full stop", ("no full stop",)),
        ("over\ntwo lines", ("over", "two lines")),
        ("Well...   spaces   here. ", ("Well...", "spaces here.")),
        ("12. ... !? \n --", ()),
        ("", ()),
    ],
)
def test_a_text_is_taken_apart_where_a_reader_would(text: str, expected: tuple[str, ...]) -> None:
    assert sentences(text) == expected


def test_each_line_of_a_list_is_a_sentence_without_its_mark() -> None:
    text = "- saves time\n* saves labels\n\n2. saves money\n3) and 4 trees\n-5 degrees"
    expected = ("saves time", "saves labels", "saves money", "and 4 trees", "-5 degrees")
    assert sentences(text) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("It saves labels for us, time, and money and power too.", ("It saves labels for us",)),
        ("Fast, we label less and it is good.", ("we label less", "it is good.")),
        ("It saves time and it saves money.", ()),
        ("It saves time.", ()),
    ],
)
def test_a_list_is_taken_apart_and_two_clauses_are_not(
    sentence: str, expected: tuple[str, ...]
) -> None:
    assert clauses(sentence) == expected


def test_who_only_says_that_they_do_not_know_says_nothing() -> None:
    for nothing in ("I do not know.", "Sorry, I don’t know the answer!", "I have no idea"):
        assert says_nothing(nothing)
    for something in ("I do not know how many, but few labels do.", "It is not known.", "Yes."):
        assert not says_nothing(something)


@given(st.text())
def test_no_letter_is_lost_whatever_is_written(text: str) -> None:
    letters = [letter for letter in text if letter.isalpha()]
    kept = [letter for sentence in sentences(text) for letter in sentence if letter.isalpha()]
    assert kept == letters
