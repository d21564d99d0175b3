"""Links to the glossary on all pages."""

import re
from collections.abc import Iterator

import pytest

from tests.app.visitor import Visitor
from transfer_demo.lessons.glossary import glossary
from transfer_demo.studies.questions import QUESTIONS
from transfer_demo.ui.glossary_page import anchor
from transfer_demo.ui.navigation import PAGES, PageEntry

ANCHORS = {anchor(term.name) for term in glossary()}


def _texts(visitor: Visitor) -> Iterator[str]:
    """Everything that can be read on a page, with the help of its widgets."""
    yield visitor.see()
    at = visitor.at
    yield from (widget.help or "" for widget in (*at.selectbox, *at.slider, *at.number_input))


def _led_to(visitor: Visitor) -> set[str]:
    visitor.assert_calm()
    return set(re.findall(r"glossary#([\w-]+)", "\n".join(_texts(visitor))))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.script.stem)
def test_each_link_to_the_glossary_leads_to_a_term(visitor: Visitor, page: PageEntry) -> None:
    visitor.at.switch_page(str(page.script)).run()
    assert _led_to(visitor) <= ANCHORS


def test_the_lab_explains_its_words(visitor: Visitor) -> None:
    assert _led_to(visitor) >= {
        "fine-tuning", "from-scratch", "frozen", "gflops", "head", "held-out-images", "imagenet",
        "parameters", "pretraining", "seed", "stage", "training-images", "validation-images",
    }  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_studies_explain_their_words(visitor: Visitor, question: str) -> None:
    assert _led_to(visitor.open(question)) >= {"network", "pretraining", "seed", "stage"}


def test_the_see_also_links_of_the_glossary_stay_on_it(visitor: Visitor) -> None:
    visitor.at.switch_page("pages/learn/glossary.py").run()
    led_to = set(re.findall(r'href="#([\w-]+)"', visitor.see()))
    assert led_to
    assert led_to <= ANCHORS
