import pytest
from streamlit.elements import html
from streamlit.testing.v1 import AppTest

from transfer_demo.ui.elements.raw_html import RawHtml

INDENTED = "  <p>one</p>\n  <p>two</p>"


def page() -> None:
    import streamlit as st

    from tests.ui.elements.test_raw_html import INDENTED
    from transfer_demo.ui.elements.raw_html import RawHtml

    st.html(RawHtml(INDENTED))


def test_it_is_sent_as_it_is_and_nobody_looks_for_its_indentation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(html, "clean_text", None)
    shown = AppTest.from_function(page).run()
    assert not shown.exception
    (sent,) = shown.get("html")
    assert sent.value == INDENTED


def test_it_is_a_text() -> None:
    assert RawHtml(INDENTED) == INDENTED
