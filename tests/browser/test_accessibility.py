"""axe-core on every page, in light and dark and on a phone; and a way through it by keyboard."""

from typing import Final

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.axe import darkened, open_page, settled, violations
from tests.scripted import learn
from tests.serving import App
from tests.store.made import images
from transfer_demo.backbones.resolve_plan import resolve_plan
from transfer_demo.lessons.faults import FAULTS
from transfer_demo.lessons.interview_questions import questions
from transfer_demo.lessons.story import story
from transfer_demo.lessons.walkthrough import walkthrough
from transfer_demo.plan import Plan
from transfer_demo.store.run_store import RunStore
from transfer_demo.training.job import Job
from transfer_demo.ui.address.navigation import PAGES, PageEntry

# The words of what has the focus, whether it has them itself or by a label.
_FOCUSED: Final = """() => {
    const at = document.activeElement;
    const label = at.getAttribute("aria-label") ?? at.labels?.[0]?.textContent ?? "";
    return `${label} ${at.textContent}`.trim();
}"""


def told(store: RunStore, plan: Plan, *, lesson: str | None = None) -> str:
    """Put a run into the store that a script has told to its end, and return its token."""
    plan = resolve_plan(plan)
    while not store.claim(token := store.create(plan, images(), owner="somebody", lesson=lesson)):
        store.delete(token, by="somebody")  # the app was quicker, and trains it
    for arm in plan.arms:
        for event in learn(Job(run=token, arm=arm, plan=plan, images=images())):
            store.write(token, event)
    store.finish(token)
    return token


@pytest.fixture(scope="module")
def run(store: RunStore) -> str:
    """The token of a race that is over."""
    return told(store, Plan(epochs=3))


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.script.stem)
def test_every_page_can_be_used_by_everybody(
    context: BrowserContext, app: App, entry: PageEntry
) -> None:
    # Streamlit knows the first page by no name.
    address = app.url if entry is PAGES[0] else f"{app.url}/{entry.script.stem}"
    page = open_page(context, address)
    assert violations(page) == []
    assert violations(page, width=390) == [], "on a phone"
    assert violations(darkened(page)) == [], "in the dark"
    page.close()


def test_a_finished_race_can_be_read_by_everybody(
    context: BrowserContext, app: App, run: str
) -> None:
    page = open_page(context, f"{app.url}/?run={run}")
    expect(page.locator(".plot .xtick").first).to_be_visible()
    expect(page.locator(".arm.scratch h4")).to_be_visible()
    page.get_by_text("What was taken for what").click()
    expect(page.get_by_role("img", name="what each class was taken for")).to_have_count(2)
    assert violations(settled(page)) == []
    assert violations(darkened(page)) == [], "in the dark"
    page.close()


def test_every_story_screen_can_be_read_by_everybody_once_it_was_done(
    context: BrowserContext, app: App
) -> None:
    # Without the guess, a screen is at once as after it.
    page = open_page(context, f"{app.url}/story?hide=guess")
    for number, screen in enumerate(story(), start=1):
        page.get_by_role("button", name=str(number), exact=True).click()
        expect(page.get_by_role("heading", name=screen.title, exact=True)).to_be_visible()
        settled(page)
        # Said below what is found, and only there.
        expect(page.get_by_text("Recorded on").first).to_be_visible()
        assert violations(page) == [], screen.name
    page.close()


def test_a_story_screen_can_be_read_by_everybody_with_its_guess(
    context: BrowserContext, app: App
) -> None:
    page = open_page(context, f"{app.url}/story?screen=source-and-target")
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_text("Farthest from your guess")).to_be_visible()
    assert violations(settled(page)) == []
    page.close()


def test_the_training_loop_can_be_read_by_everybody(context: BrowserContext, app: App) -> None:
    page = open_page(context, f"{app.url}/story?screen=two-ways&hide=guess")
    page.get_by_text("The training loop").click()
    code = page.locator(".stCode pre")
    expect(code).to_be_visible()
    assert violations(settled(page)) == []
    assert violations(page, width=390) == [], "on a phone"
    # There its long lines are moved within their box, and not with the page.
    assert code.evaluate("(box) => box.scrollWidth > box.clientWidth")
    page.locator(".stExpander summary", has_text="The training loop").focus()
    for _ in range(5):
        page.keyboard.press("Tab")
        if code.evaluate("(box) => box === document.activeElement"):
            break
    # Elsewhere on the page this key leads to the next screen.
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.stCode pre').scrollLeft > 0")
    assert "two-ways" in page.url
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert code.evaluate("(box) => box.getBoundingClientRect().right <= window.innerWidth")
    assert violations(darkened(page)) == [], "in the dark"
    page.close()


def test_an_answer_of_the_walkthrough_can_be_read_by_everybody(
    context: BrowserContext, app: App
) -> None:
    page = open_page(context, f"{app.url}/walkthrough")
    answer = walkthrough()[0].answers[0]
    page.get_by_text(answer.grade, exact=True).click()
    expect(page.get_by_text(f"Why {answer.grade.casefold()}")).to_be_visible()
    assert violations(settled(page)) == []
    page.close()


def test_the_points_that_one_marks_oneself_can_be_used_by_everybody(
    context: BrowserContext, app: App
) -> None:
    page = open_page(context, f"{app.url}/practice")
    page.get_by_role("button", name="Mark it myself").click()
    points = page.locator(".stMain").get_by_role("checkbox")
    expect(points).to_have_count(len(questions()[0].rubric))
    page.get_by_text("A model answer").click()
    expect(page.get_by_text(questions()[0].model_answer.split()[0]).last).to_be_visible()
    assert violations(settled(page)) == []
    page.close()


def test_a_fault_can_be_diagnosed_and_read_by_everybody(
    context: BrowserContext, app: App, store: RunStore
) -> None:
    number, fault = next((n, f) for n, f in enumerate(FAULTS, start=1) if len(f.broken.arms) > 1)
    right = fault.answers.index(fault.text.right)
    broken = told(store, fault.broken, lesson="break-it")
    repaired = told(store, fault.repaired, lesson="break-it")
    address = f"{app.url}/break_it?fault={number}.{broken}"
    cases = {
        "before an answer": (address, ".st-key-guess [role=radiogroup]"),
        "after a wrong answer": (f"{address}.{int(right == 0)}", ".signs .open"),
        "beside the repaired run": (f"{address}.{right}.{repaired}", ".both-runs"),
    }
    for words, (link, sign) in cases.items():
        page = open_page(context, link)
        expect(page.locator(sign).first).to_be_visible()
        assert violations(settled(page)) == [], words
        assert violations(page, width=390) == [], f"{words}, on a phone"
        assert violations(darkened(page)) == [], f"{words}, in the dark"
        page.close()


def test_presenter_view_and_what_teachers_are_offered_can_be_used_by_everybody(
    context: BrowserContext, app: App, run: str
) -> None:
    page = open_page(context, f"{app.url}/?run={run}")
    page.get_by_role("button", name="Teach with this page").click()
    expect(page.get_by_label("the verdict")).to_be_visible()
    assert violations(settled(page)) == []
    page.get_by_role("button", name="Presenter view", exact=True).click()
    expect(page.get_by_role("button", name="Leave presenter view")).to_be_visible()
    assert violations(settled(page)) == []
    page.close()


def test_the_keyboard_goes_through_the_lab_in_the_order_of_reading(page: Page) -> None:
    words = ("Everyday photos", "Pretrained CNN", "Epochs", "Start training", "Teach with")
    names: list[str] = []
    for _ in range(120):
        page.keyboard.press("Tab")
        names.append(page.evaluate(_FOCUSED))
        if words[-1] in names[-1]:
            break
    found = [next((i for i, name in enumerate(names) if word in name), -1) for word in words]
    assert found == sorted(found), names
    assert -1 not in found, names
