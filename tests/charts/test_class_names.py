import html

from hypothesis import given
from hypothesis import strategies as st

from transfer_demo.charts.class_names import escape, tick


@given(st.text())
def test_no_name_can_hold_markup(name: str) -> None:
    for shown in (escape(name), tick(name)):
        assert "<" not in shown
        assert ">" not in shown


@given(st.text())
def test_a_name_is_shown_as_it_is_but_for_its_white_space(name: str) -> None:
    assert html.unescape(escape(name)) == " ".join(name.split())


def test_a_long_name_is_cut_before_it_is_escaped() -> None:
    assert tick("cats & dogs") == "cats &amp; dogs"
    assert tick("<<<<<<<<<<<<<<<<<<<<") == "&lt;" * 11 + "…"
    assert tick("vegetables") == "vegetables"
