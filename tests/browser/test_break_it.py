"""Break it with real trainings, from the click that breaks one to the click that deletes it."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.axe import settled, violations
from tests.serving import App
from transfer_demo.errors import UnknownRun
from transfer_demo.lessons.faults import FAULTS, Fault
from transfer_demo.plan import Plan
from transfer_demo.store.run_store import RunStore

# The charts of accuracy: of the broken run, and of both runs beside each other.
BROKEN, BROKEN_AGAIN, REPAIRED = (
    f".st-key-plot_{name}_accuracy .plot"
    for name in ("first_broken", "beside_broken", "beside_repaired")
)
# How many points the validation curves of a chart have between them.
_POINTS = """(chart) => (document.querySelector(chart)?.data ?? [])
    .filter((trace) => trace.showlegend)
    .reduce((sum, trace) => sum + (trace.y?.length ?? 0), 0)"""


def points_of(plan: Plan) -> int:
    """How many points the curves of a run have at its end."""
    # Each begins with one before any training.
    return sum(plan.epochs_of(arm) + 1 for arm in plan.arms)


RACES = [fault for fault in FAULTS if len(fault.broken.arms) > 1]
LONG, SHORT = (choose(RACES, key=lambda fault: points_of(fault.broken)) for choose in (max, min))


def opened(context: BrowserContext, app: App, fault: Fault) -> Page:
    """The page with this fault chosen on it."""
    number = FAULTS.index(fault) + 1
    page = context.new_page()
    page.goto(f"{app.url}/break_it")
    chosen = page.get_by_role("radio", name=str(number), exact=True)
    chosen.click()
    expect(chosen).to_be_checked()
    return page


def wait_for_points(page: Page, chart: str, *, least: int) -> int:
    """Wait until the chart has that many points, and return how many it has by now."""
    page.wait_for_function(f"([chart, least]) => ({_POINTS})(chart) >= least", arg=[chart, least])
    points: int = page.evaluate(_POINTS, chart)
    return points


def case(page: Page) -> list[str]:
    """What stands in the address: number, run, answer, repaired run."""
    return page.url.partition("fault=")[2].split(".")


def test_the_surprise_stands_in_line_with_the_numbers(context: BrowserContext, app: App) -> None:
    page = opened(context, app, SHORT)
    surprise = page.get_by_role("button", name="Surprise me")
    expect(surprise).to_be_visible()
    number = page.get_by_role("radio", name="1", exact=True)
    centres = [
        box["y"] + box["height"] / 2
        for control in (surprise, number)
        if (box := control.bounding_box())
    ]
    assert len(centres) == 2
    assert abs(centres[0] - centres[1]) < 1
    page.close()


def test_a_broken_training_is_watched_live_outlives_a_reload_and_can_be_stopped(
    context: BrowserContext, app: App, store: RunStore
) -> None:
    page = opened(context, app, LONG)
    page.get_by_role("button", name="Break it").click()
    stop = page.get_by_role("button", name="Stop", exact=True)
    expect(page.get_by_role("button", name="Answer")).to_be_disabled()
    first = wait_for_points(page, BROKEN, least=1)
    address = page.url
    page.reload()
    assert wait_for_points(page, BROKEN, least=first + 1) < points_of(LONG.broken), "it went on"
    assert page.url == address
    stop.click()
    expect(page.locator(".break-it-state")).to_contain_text("stopped after")
    expect(stop).to_have_count(0)
    expect(page.get_by_role("button", name="Answer")).to_have_count(0)
    expect(page.get_by_role("button", name="Break it")).to_be_enabled()
    assert store.record(case(page)[1]).status == "stopped"
    page.close()


def test_a_fault_is_diagnosed_repaired_compared_and_deleted(
    context: BrowserContext, app: App, store: RunStore
) -> None:
    page = opened(context, app, SHORT)
    page.get_by_role("button", name="Break it").click()
    wait_for_points(page, BROKEN, least=1)
    page.locator(BROKEN).evaluate("(node) => { node.marked = true; }")
    wait_for_points(page, BROKEN, least=points_of(SHORT.broken))
    assert page.locator(BROKEN).evaluate("(node) => node.marked"), "it was never built anew"

    page.get_by_role("radiogroup").get_by_text(SHORT.text.right.answer).click()
    page.get_by_role("button", name="Answer").click()
    answer = page.locator(".st-key-answer")
    expect(answer.get_by_role("heading", name=SHORT.text.title)).to_be_visible()
    expect(answer.locator(".signs li")).to_have_count(len(SHORT.text.signs))
    expect(answer.locator(".signs .open").first).to_be_visible()

    page.get_by_role("button", name="Run the repair").click()
    wait_for_points(page, REPAIRED, least=points_of(SHORT.repaired))
    expect(page.get_by_role("table", name="Accuracy of both runs")).to_be_visible()
    expect(answer.locator(".signs .open")).to_have_count(0)
    assert page.evaluate(_POINTS, BROKEN_AGAIN) == points_of(SHORT.broken)
    assert violations(settled(page)) == []

    number, broken, _, repaired = case(page)
    page.get_by_role("button", name="Delete both runs").click()
    page.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_role("button", name="Break it")).to_be_enabled()
    expect(page.locator(".plot .main-svg")).to_have_count(0)
    assert case(page) == [number] == [str(FAULTS.index(SHORT) + 1)]
    for token in (broken, repaired):
        with pytest.raises(UnknownRun):
            store.record(token)
    page.close()
