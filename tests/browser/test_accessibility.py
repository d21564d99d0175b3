"""axe-core on every page, in light and dark and on a phone; and a way through it by keyboard."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import App
from tests.store.made import images
from transfer_demo.executors.scripted import learn
from transfer_demo.lessons.embedding import installed
from transfer_demo.lessons.questions import questions
from transfer_demo.lessons.story import story
from transfer_demo.lessons.walkthrough import walkthrough
from transfer_demo.plan import Plan
from transfer_demo.store.runs import RunStore
from transfer_demo.training.job import Job
from transfer_demo.ui.navigation import PAGES, PageEntry

RULES: Final = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],
}


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """What Streamlit draws and we cannot mend: a rule of axe, elements, and the reason."""

    rule: str
    selector: str
    reason: str


ALLOWED: Final = (
    Allowed(
        rule="list",
        selector="[data-testid=stSidebarNavItems]",
        reason="On a phone Streamlit puts its menu into a list with a div for each section.",
    ),
    Allowed(
        rule="listitem",
        selector="[data-testid=stSidebarNavItems] > div > li",
        reason="The pages of those sections.",
    ),
)


# The words of what has the focus, whether it has them itself or by a label.
_FOCUSED: Final = """() => {
    const at = document.activeElement;
    const label = at.getAttribute("aria-label") ?? at.labels?.[0]?.textContent ?? "";
    return `${label} ${at.textContent}`.trim();
}"""


# Our style sheet has come, all charts are there, and no colour is on its way to another one.
_DRAWN: Final = """() =>
    getComputedStyle(document.documentElement).getPropertyValue("--fine-tune")
    && !document.querySelector("[data-testid=stSkeleton]")
    && [...document.querySelectorAll(".plot[role=img]")].every((e) => e.querySelector(".main-svg"))
    && document.getAnimations().every((one) =>
        one.playState !== "running" || one.effect.getComputedTiming().endTime === Infinity)"""


def violations(page: Page, *, width: int = 1280) -> list[str]:
    """What axe finds on the page as it is now, but for what is allowed, one line each."""
    # It does not look at what has to be scrolled to.
    page.set_viewport_size({"width": width, "height": 5000})
    found: list[dict[str, Any]] = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
        if not _allowed(page, rule["id"], node["target"])
    ]


def _allowed(page: Page, rule: str, target: list[Any]) -> bool:
    if not isinstance(target[-1], str) or len(target) > 1:
        return False  # in a shadow root: that is ours
    return any(
        page.locator(target[0]).first.evaluate("(e, s) => e.matches(s)", allowed.selector)
        for allowed in ALLOWED
        if allowed.rule == rule
    )


def settled(page: Page) -> Page:
    """Wait until the page is drawn and nothing runs."""
    expect(page.locator(".stMain h1").first).to_be_visible()
    # Until it is connected all widgets are disabled, and axe would not look at their contrast.
    expect(page.locator(".stApp")).to_have_attribute("data-test-connection-state", "CONNECTED")
    expect(page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.locator("[data-stale=true]")).to_have_count(0)
    page.wait_for_function(_DRAWN)
    return page


def open_page(context: BrowserContext, address: str, *, scheme: Any = "light") -> Page:
    page = context.new_page()
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(address)
    return settled(page)


@pytest.fixture(scope="module")
def run(app: App) -> Iterator[str]:
    """The token of a race that is over."""
    store = RunStore.open(f"sqlite:///{(app.home / 'runs.sqlite3').as_posix()}")
    plan = Plan(epochs=3).resolve(9)
    token = store.create(plan, images(), owner="somebody")
    for arm in plan.arms:
        for event in learn(Job(run=token, arm=arm, plan=plan, images=images())):
            store.write(token, event)
    store.finish(token)
    yield token
    store.close()


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.script.stem)
def test_every_page_can_be_used_by_everybody(
    context: BrowserContext, app: App, entry: PageEntry
) -> None:
    # Streamlit knows the first page by no name.
    address = app.url if entry is PAGES[0] else f"{app.url}/{entry.script.stem}"
    page = open_page(context, address)
    assert violations(page) == []
    assert violations(page, width=390) == [], "on a phone"
    page.close()
    page = open_page(context, address, scheme="dark")
    assert violations(page) == [], "in the dark"
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_finished_race_can_be_read_by_everybody(
    context: BrowserContext, app: App, run: str, scheme: str
) -> None:
    page = open_page(context, f"{app.url}/?run={run}", scheme=scheme)
    expect(page.locator(".plot .xtick").first).to_be_visible()
    expect(page.locator(".arm.scratch h4")).to_be_visible()
    page.get_by_text("What was taken for what").click()
    expect(page.get_by_role("img", name="what each class was taken for")).to_have_count(2)
    assert violations(settled(page)) == []
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
    # With the language model there are two ways; without it, marking is by oneself.
    by_hand = "Mark it myself" if installed() else "Mark my answer"
    page.get_by_role("button", name=by_hand).click()
    points = page.locator(".stMain").get_by_role("checkbox")
    expect(points).to_have_count(len(questions()[0].rubric))
    page.get_by_text("A model answer").click()
    expect(page.get_by_text(questions()[0].model_answer.split()[0]).last).to_be_visible()
    assert violations(settled(page)) == []
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
