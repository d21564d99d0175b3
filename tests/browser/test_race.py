import re
import time
from contextlib import closing

from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.conftest import set_number
from tests.serving import App
from transfer_demo.store.queue.waiting import waiting_runs
from transfer_demo.store.run_store import RunStore

# How many points each validation curve of the accuracy has, and whether the node was ever replaced.
_CURVES = """() => {
    const node = document.querySelector(".st-key-plot_accuracy .plot, .plot");
    const solid = (node?.data ?? []).filter((trace) => trace.showlegend);
    return { points: solid.map((trace) => trace.y?.length ?? 0), marked: node?.marked === true };
}"""


# What came over the network of the library that draws, after a reload.
_LIBRARY_BYTES = """() => performance.getEntriesByType("resource")
    .filter((entry) => entry.name.includes("plotly-cartesian.min.js"))
    .reduce((bytes, entry) => bytes + entry.transferSize, 0)"""


def _brightness(page: Page) -> float:
    """How bright the words of the chart are, from 0 to 255."""
    words = page.locator(".plot .xtick text").first
    colour = words.evaluate("(element) => getComputedStyle(element).fill")
    return sum(float(part) for part in re.findall(r"[\d.]+", colour)[:3]) / 3


def _points(page: Page) -> list[int]:
    points: list[int] = page.evaluate(_CURVES)["points"]
    return points


def _wait_for_points(page: Page, *, more_than: int) -> list[int]:
    deadline = time.monotonic() + 120
    while sum(points := _points(page)) <= more_than:
        assert time.monotonic() < deadline, "no point appeared in time"
        page.wait_for_timeout(200)
    return points


def test_a_race_is_watched_live_reloaded_and_seen_in_a_second_window(
    context: BrowserContext, page: Page
) -> None:
    set_number(page, "Epochs", 3)
    set_number(page, "Image size", 64)
    page.get_by_role("button", name="Start training").click()

    first = _wait_for_points(page, more_than=0)
    page.evaluate("document.querySelector('.plot').marked = true")
    # Three epochs, and before them what each network is worth untrained.
    assert sum(first) < 8, "the first point was on the screen before the race was over"
    expect(page.get_by_role("progressbar", name="Fine-tuning")).to_be_visible()
    _wait_for_points(page, more_than=7)
    expect(page.locator(".verdict")).to_contain_text(re.compile("won by|ndecided"))
    assert page.evaluate(_CURVES) == {"points": [4, 4], "marked": True}

    address = page.url
    assert "run=" in address
    page.reload()
    _wait_for_points(page, more_than=7)
    assert page.url == address
    expect(page.get_by_label("Epochs", exact=True)).to_have_value("3")

    assert page.evaluate(_LIBRARY_BYTES) == 0, "the browser has kept plotly"

    other = context.new_page()
    other.emulate_media(color_scheme="dark")
    other.goto(address)
    _wait_for_points(other, more_than=7)
    assert _brightness(other) > 150 > _brightness(page)
    other.close()

    page.get_by_role("radio", name="Seconds").click()
    expect(page.locator(".plot .xtitle").first).to_contain_text("Seconds")


def test_a_panel_that_is_drawn_again_before_its_widgets_are_loaded_is_whole(
    browser: Browser, app: App, store: RunStore, page: Page
) -> None:
    set_number(page, "Epochs", 50)
    page.get_by_role("button", name="Start training").click()
    _wait_for_points(page, more_than=0)
    with closing(browser.new_context()) as stranger:
        held: list[Route] = []
        window = stranger.new_page()
        window.route("**/ButtonGroup.*.js", lambda route: held.append(route))
        window.goto(page.url)
        # Drawn, and drawn again, while the browser still waits for the script of the widget.
        expect(window.get_by_role("progressbar", name="Fine-tuning")).to_be_visible()
        _wait_for_points(window, more_than=sum(_points(page)))
        for route in held:
            route.continue_()
        expect(window.get_by_role("radio", name="Epochs")).to_be_checked()
        _wait_for_points(window, more_than=sum(_points(page)))
        expect(window.get_by_text("Something went wrong")).not_to_be_visible()
    page.get_by_role("button", name="Stop").click()


def test_a_double_click_starts_one_run_and_stop_ends_it(store: RunStore, page: Page) -> None:
    before = {run.token for run in [*waiting_runs(store.database), *store.running()]}
    set_number(page, "Epochs", 200)
    page.get_by_role("button", name="Start training").dblclick()
    expect(page.get_by_role("button", name="Stop", exact=True)).to_be_enabled()
    _wait_for_points(page, more_than=0)
    started = {run.token for run in [*waiting_runs(store.database), *store.running()]} - before
    assert len(started) == 1
    page.get_by_role("button", name="Stop", exact=True).click()
    # An arm that was stopped before its first epoch says no seconds.
    stopped = re.compile(r"stopped(?: after [\d.]+ s)?$")
    expect(page.locator(".arm.fine_tune header")).to_have_text(stopped)
    expect(page.locator(".arm.scratch header")).to_have_text(stopped)
    expect(page.get_by_role("button", name="Stop", exact=True)).to_be_disabled()
    (token,) = started
    assert store.record(token).status == "stopped"
