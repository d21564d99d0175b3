"""Links to the glossary on all pages."""

import html
import re
from collections.abc import Iterator

import pytest

from tests.app.visitor import Visitor
from transfer_demo.lessons.glossary import Term, glossary
from transfer_demo.lessons.interview_questions import questions
from transfer_demo.studies.questions import QUESTIONS
from transfer_demo.ui.address.navigation import PAGES, PageEntry, page_of

TERMS = {term.name: term for term in glossary()}
# The other pages say their words once something was done on them.
EXPLAINING = ("lab", "freeze", "labels", "backbones", "catch_up", "story", "walkthrough")
_MARKDOWN = re.compile(r"\[([^\]]*)\]\(glossary#([^)]*)\)")
_HTML = re.compile(r'<a href="glossary#([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def _entries(visitor: Visitor) -> dict[str, Term]:
    """The terms by the marks that the page of the glossary gives them."""
    visitor.at.switch_page("pages/learn/glossary.py").run()
    found = re.findall(r'<dt id="([^"]*)">(.*?)</dt>', visitor.see())
    assert [html.unescape(name) for _, name in found] == list(TERMS)
    assert len(dict(found)) == len(TERMS), "two terms have one mark"
    return {mark: TERMS[html.unescape(name)] for mark, name in found}


def _texts(visitor: Visitor) -> Iterator[str]:
    """Everything that can be read on a page, with the help of its widgets."""
    yield visitor.see()
    at = visitor.at
    yield from (widget.help or "" for widget in (*at.selectbox, *at.slider, *at.number_input))


def _links(visitor: Visitor) -> Iterator[tuple[str, str]]:
    """The words of each link to the glossary, and the mark that it leads to."""
    for text in _texts(visitor):
        yield from ((match[1], match[2]) for match in _MARKDOWN.finditer(text))
        yield from ((match[2], match[1]) for match in _HTML.finditer(text))


def _plain(words: str) -> str:
    return " ".join(html.unescape(words).replace("\\", "").casefold().split())


def _explained(visitor: Visitor, page: str) -> set[str]:
    """Return the names of the terms that a page leads to, each from words that mean it."""
    entries = _entries(visitor)
    visitor.at.switch_page(page).run()
    visitor.unfold("more").assert_calm()
    found = set()
    for words, mark in _links(visitor):
        assert _plain(words) in map(str.casefold, entries[mark].forms), (words, mark)
        found.add(entries[mark].name)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.script.stem)
def test_each_link_to_the_glossary_leads_to_the_term_that_it_says(
    visitor: Visitor, page: PageEntry
) -> None:
    explained = _explained(visitor, str(page.script))
    if page.script.stem in EXPLAINING:
        assert explained


def test_the_pages_that_explain_words_are_pages() -> None:
    assert set(EXPLAINING) <= {page.script.stem for page in PAGES}


def test_the_lab_explains_its_words(visitor: Visitor) -> None:
    assert _explained(visitor, "pages/lab/lab.py") >= {
        "fine-tuning", "from scratch", "frozen", "GFLOPs", "head", "held-out images", "ImageNet",
        "parameters", "pretraining", "seed", "stage", "training images", "validation images",
    }  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_studies_explain_their_words(visitor: Visitor, question: str) -> None:
    explained = _explained(visitor, str(page_of(question)))
    assert explained >= {"network", "pretraining", "seed", "stage"}


@pytest.mark.parametrize("page", ["walkthrough", "card", "practice"])
def test_the_question_of_the_interview_explains_its_words(visitor: Visitor, page: str) -> None:
    visitor.at.switch_page(f"pages/interview/{page}.py").run()
    title = questions()[0].title
    (shown,) = (
        element.value
        for element in (*visitor.at.markdown, *visitor.at.header)
        if title in _MARKDOWN.sub(r"\1", element.value).replace("\\", "")
    )
    assert "[transfer learning](glossary#" in shown


def test_the_see_also_links_of_the_glossary_stay_on_it(visitor: Visitor) -> None:
    entries = _entries(visitor)
    links = re.findall(r'<a href="#([^"]*)">(.*?)</a>', visitor.see())
    assert links
    assert all(entries[mark].name == html.unescape(words) for mark, words in links)
    assert len(links) == sum(len(term.see) for term in TERMS.values())
