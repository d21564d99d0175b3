"""Hidden controls and presenter view, by link and for the whole visit."""

import json
import re
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.visitor import Visitor, play, wait_until_over
from tests.scripted import ScriptedExecutor
from transfer_demo.ui.address.hiding import CONTROLS, selector_of
from transfer_demo.ui.address.navigation import PAGES
from transfer_demo.ui.address.presenting import WITHOUT

_NOT_SHOWN = re.compile(r"<style>([^{]*) \{ display: none !important; \}</style>")

pytestmark = pytest.mark.usefixtures("executor")


def hidden(visitor: Visitor) -> set[str]:
    """The names of all controls that the page hides."""
    found = _NOT_SHOWN.search(_html(visitor))
    sheet = "" if found is None else found[1]
    return {name for name in CONTROLS if selector_of(name) in sheet}


def large(visitor: Visitor) -> bool:
    return "--larger:" in _html(visitor)


def _html(visitor: Visitor) -> str:
    """All HTML, with the style sheets, which stand in no part of the page."""
    return "\n".join(html.value for html in visitor.at.html)


def asked(visitor: Visitor, parameter: str) -> str | None:
    found = visitor.at.query_params.get(parameter)
    return found[0] if isinstance(found, list) else found


def teaching(visitor: Visitor) -> dict[str, list[str]]:
    """The parameters that a link made by a teacher keeps of this page."""
    (part,) = [e for e in visitor.at.get("bidi_component") if e.key == "teaching"]
    return parse_qs(json.loads(part.proto.json)["query"])


def test_nothing_is_hidden_unless_somebody_asks(visitor: Visitor) -> None:
    visitor.assert_calm()
    assert hidden(visitor) == set()
    assert not large(visitor)


def test_a_link_hides_what_it_names_on_every_page() -> None:
    visitor = Visitor(hide="loss, menu")
    for page in PAGES:
        visitor.at.switch_page(str(page.script)).run()
        visitor.assert_calm()
        assert hidden(visitor) == {"loss", "menu"}
        assert asked(visitor, "hide") == "loss, menu", "the address can be copied"


def test_what_is_hidden_stays_so_when_a_run_comes_into_the_address() -> None:
    visitor = Visitor(hide="loss", epochs="3").press("Start training")
    assert visitor.token
    assert asked(visitor, "hide") == "loss"
    assert hidden(visitor) == {"loss"}


def test_an_empty_list_shows_everything_again() -> None:
    visitor = Visitor(hide="loss")
    visitor.at.query_params["hide"] = ""
    visitor.at.run()
    assert hidden(visitor) == set()
    visitor.at.run()
    assert asked(visitor, "hide") is None


def test_unknown_names_are_passed_over_and_named() -> None:
    visitor = Visitor(hide="loss,} body {,<b>nonsense</b>")
    visitor.assert_calm()
    assert hidden(visitor) == {"loss"}
    (caption,) = [c.value for c in visitor.at.caption if "does not know" in c.value]
    assert "nonsense" in caption
    assert "<b>" not in caption.replace("\\<", "")
    assert "} body {" not in _html(visitor)


def test_presenter_view_by_link_lasts_and_stands_in_the_address() -> None:
    visitor = Visitor(view="presenter")
    for page in PAGES:
        visitor.at.switch_page(str(page.script)).run()
        visitor.assert_calm()
        assert large(visitor)
        assert hidden(visitor) >= {"menu", "data", "delete"}
        assert asked(visitor, "view") == "presenter"


def test_a_race_can_be_started_and_seen_in_presenter_view(executor: ScriptedExecutor) -> None:
    visitor = Visitor(view="presenter", epochs="2").press("Start training")
    play(executor)
    wait_until_over(visitor.token)
    visitor.at.run()
    visitor.assert_calm()
    assert "Verdict" in visitor.see()
    assert large(visitor)
    assert asked(visitor, "view") == "presenter"


def test_presenter_view_is_entered_and_left_by_a_button(visitor: Visitor) -> None:
    visitor.choose("Epochs", 3).press("Presenter view")
    assert large(visitor)
    assert asked(visitor, "view") == "presenter"
    assert hidden(visitor) == set(WITHOUT)
    visitor.press("Leave presenter view")
    visitor.assert_calm()
    assert not large(visitor)
    assert asked(visitor, "view") is None
    assert hidden(visitor) == set()
    assert visitor.value("Epochs") == 3


def test_a_late_click_does_not_bring_presenter_view_back(visitor: Visitor) -> None:
    visitor.press("Presenter view").press("Leave presenter view")
    # What the browser sends until it has heard of the new address.
    visitor.at.query_params["view"] = "presenter"
    visitor.at.run()
    assert not large(visitor)


def test_another_view_is_passed_over() -> None:
    visitor = Visitor(view="upside-down")
    visitor.assert_calm()
    assert not large(visitor)


def test_a_teachers_link_keeps_the_choices_of_the_page(visitor: Visitor) -> None:
    visitor.choose("Epochs", 3).choose("Images", "digits")
    kept = teaching(visitor)
    assert kept["epochs"] == ["3"]
    assert kept["images"] == ["digits"]
    visitor.at.switch_page("pages/learn/glossary.py").run()
    assert teaching(visitor) == {}, "a page without choices"


def test_a_teachers_link_keeps_the_run_that_is_shown_and_not_what_it_changes() -> None:
    visitor = Visitor(hide="loss", view="presenter", epochs="3")
    visitor.press("Start training")
    assert teaching(visitor) == {"run": [visitor.token]}


def test_a_teachers_link_keeps_what_a_page_has_put_into_its_address(visitor: Visitor) -> None:
    visitor.at.switch_page("pages/learn/glossary.py")
    visitor.at.query_params["screen"] = "frozen"
    visitor.at.run()
    assert teaching(visitor) == {"screen": ["frozen"]}


def test_a_teachers_link_keeps_the_question_of_practice(visitor: Visitor) -> None:
    visitor.at.switch_page("pages/interview/practice.py").run()
    visitor.choose("Question", "yosinski")
    assert teaching(visitor) == {"question": ["yosinski"]}


def test_what_can_be_hidden_is_offered_where_it_is(visitor: Visitor) -> None:
    (part,) = [e for e in visitor.at.get("bidi_component") if e.key == "teaching"]
    offered = json.loads(part.proto.json)["controls"]
    assert [control["name"] for control in offered] == list(CONTROLS)
    assert all(control["words"] and control["selector"] for control in offered)


def test_a_sticky_word_is_taken_from_the_address_only_while_it_stands_there() -> None:
    def script() -> None:
        import streamlit as st

        from transfer_demo.ui.address.sticky import StickyParameter

        word = StickyParameter("word")
        word.keep()
        st.text(word.text())

    at = AppTest.from_function(script)
    at.query_params["word"] = "one"
    assert at.run().text[0].value == "one"
    at.query_params.pop("word")
    assert at.run().text[0].value == "one"
    at.query_params["word"] = "two"
    assert at.run().text[0].value == "two"
