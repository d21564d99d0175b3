import re

import pytest

from transfer_demo.lessons.glossary import glossary
from transfer_demo.markdown import plain
from transfer_demo.ui.elements.glossary import anchor
from transfer_demo.ui.elements.terms import explained, linked, linked_html

ANCHORS = {anchor(term.name) for term in glossary()}


def test_a_term_leads_to_its_sentence_where_it_appears_first() -> None:
    assert linked("A stage. The next stage.") == "A [stage](glossary#stage). The next stage."


def test_other_forms_lead_to_the_same_term_and_count_as_one() -> None:
    assert linked("Stages freeze, one stage is frozen.") == (
        "[Stages](glossary#stage) [freeze](glossary#frozen), one stage is frozen."
    )


def test_the_longest_term_is_taken() -> None:
    assert linked("the learning rate") == "the [learning rate](glossary#learning-rate)"
    assert linked("a linear\nprobe") == "a [linear\nprobe](glossary#linear-probe)"


def test_a_page_of_several_texts_links_a_term_once() -> None:
    seen: set[str] = set()
    assert linked("A head.", seen=seen) != "A head."
    assert linked("The head.", seen=seen) == "The head."


@pytest.mark.parametrize(
    "text",
    [
        "[the head](https://example.org/head)",
        "`head`",
        "$head$",
        "# The head",
        ":material/layers:",
        "https://example.org/head",
        '<i class="head">',
        "head-to-head",
        "overhead",
        "Each class of a run has a history.",
    ],
)
def test_what_is_no_use_of_a_term_stays_as_it_is(text: str) -> None:
    assert linked(text) == text


def test_a_text_that_was_made_plain_is_linked_too() -> None:
    assert "[fine\\-tuning](glossary#fine-tuning)" in linked(plain("It is fine-tuning."))
    assert "(glossary#mcnemar-s-test)" in linked(plain("McNemar's test"))


def test_markup_of_a_person_does_not_become_a_link() -> None:
    assert linked(plain("[x](http://bad)")) == plain("[x](http://bad)")


def test_html_is_linked_between_its_tags_and_in_no_heading_or_link() -> None:
    kept = '<h4>Head</h4><a href="x">the head</a><i title="head">x</i>'
    assert linked_html(kept) == kept
    assert 'href="glossary#head"' in linked_html("<p>a head</p>")
    assert 'target="_blank"' in linked_html("<p>a head</p>"), "the page keeps its state"
    assert "glossary#mcnemar-s-test" in linked_html("McNemar&#x27;s test")


def test_an_explanation_is_the_sentence_and_the_way_to_it() -> None:
    (term,) = [term for term in glossary() if term.name == "seed"]
    assert explained("seeds") == f"{term.sentence} [More](glossary#seed)"
    with pytest.raises(KeyError):
        explained("no such term")


def test_each_link_leads_to_a_term() -> None:
    everything = " ".join(form for term in glossary() for form in term.forms)
    led_to = re.findall(r"glossary#([^)]+)", linked(everything))
    assert set(led_to) <= ANCHORS
    assert len(led_to) == len([term for term in glossary() if term.linked])


def test_no_two_terms_share_an_anchor() -> None:
    assert len(ANCHORS) == len(glossary())
