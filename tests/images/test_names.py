import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.images.made import FIXED
from transfer_demo.images.names import (
    LONGEST_NAME,
    clean,
    clean_path,
    display_name,
    is_ignored,
    leads_outside,
    split_path,
)

ANY_TEXT = st.text(st.characters(codec=None), max_size=150)


@FIXED
@given(ANY_TEXT)
def test_a_clean_name_can_be_shown_and_stored(name: str) -> None:
    shown = clean(name)
    assert 0 < len(shown) <= LONGEST_NAME
    shown.encode("utf-8")  # a lone surrogate, from a file name that is no text, would fail
    kinds = {unicodedata.category(char) for char in shown if char not in "\u200c\u200d"}
    assert not kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@FIXED
@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing_more(name: str) -> None:
    assert clean(clean(name)) == clean(name)


@FIXED
@given(ANY_TEXT)
def test_a_display_name_is_no_path(path: str) -> None:
    shown = display_name(path)
    assert "/" not in shown
    assert "\\" not in shown
    assert shown not in ("", ".", "..")


@FIXED
@given(ANY_TEXT)
def test_a_clean_path_does_not_climb_more_than_the_path_it_shows(path: str) -> None:
    assert clean_path(path).split("/").count("..") <= split_path(path).count("..")


def test_the_accents_of_macos_are_those_of_everybody() -> None:
    assert clean("cafe\u0301") == clean("caf\u00e9") == "caf\u00e9"


def test_a_name_that_would_be_written_backwards_shows_that_something_is_there() -> None:
    assert clean("photo\u202egpj.exe") == "photo<202E>gpj.exe"


def test_words_that_need_joiners_keep_them() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert clean(family) == family


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("../../../tmp/evil.jpg", "evil.jpg"),
        ("C:\\Users\\me\\cat.jpg", "cat.jpg"),
        ("cats/", "cats"),
        ("..", "(no name)"),
        ("", "(no name)"),
        ("a\0b.jpg", "a<00>b.jpg"),
        ("<img src=x onerror=alert(1)>.jpg", "<img src=x onerror=alert(1)>.jpg"),
    ],
)
def test_only_the_last_part_of_a_path_is_shown(path: str, name: str) -> None:
    assert display_name(path) == name


@pytest.mark.parametrize(
    "path", ["__MACOSX/cats/._1.jpg", "cats/.DS_Store", "cats/Thumbs.db", ".git/config", "a/.b/c"]
)
def test_what_systems_leave_about_is_ignored(path: str) -> None:
    assert is_ignored(split_path(path))


@pytest.mark.parametrize("path", ["cats/1.jpg", "../1.jpg", "thumbs.db.jpg", "a.b/c.d"])
def test_what_people_bring_is_not_ignored(path: str) -> None:
    assert not is_ignored(split_path(path))


@pytest.mark.parametrize(
    "path",
    ["../a", "a/../../b", "/etc/passwd", "\\server\\share", "c:a", "a\\..\\b", ".."],
)
def test_a_path_that_leads_outside_is_recognised(path: str) -> None:
    assert leads_outside(path)


@pytest.mark.parametrize("path", ["a/b", "a..b/c", "...", "./a", "a/b:c"])
def test_a_path_that_stays_inside_is_recognised(path: str) -> None:
    assert not leads_outside(path)


def test_a_name_of_a_million_marks_on_one_letter_is_cut_before_it_is_composed() -> None:
    # To compose takes time with the square of their number: minutes for this one.
    shown = clean("e" + "\u0323\u0301" * 500_000)
    assert len(shown) <= LONGEST_NAME


def test_names_that_differ_in_what_is_not_shown_stay_different() -> None:
    names = ["cats", "cats\u200b", "cats\u200e", "\udcb9\udcb7", "\udcc4\udcf1", "a\x01", "a\x02"]
    assert len({clean(name) for name in names}) == len(names)
    assert clean("\udcb9\udcb7") == "<B9><B7>"
