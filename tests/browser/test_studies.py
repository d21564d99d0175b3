"""Studies with real trainings of a tiny kind, in a real browser."""

import csv
import time
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.axe import settled
from tests.browser.conftest import set_number
from tests.serving import App
from transfer_demo.studies.asking import available

# How many depths have a point, and whether the node was ever replaced.
_POINTS = """() => {
    const node = document.querySelector(".plot");
    const drawn = (node?.data ?? []).find((trace) => trace.name === "Validation");
    const points = (drawn?.y ?? []).filter((value) => value !== null).length;
    return { points, marked: node?.marked === true };
}"""


def open_study(context: BrowserContext, app: App, question: str) -> Page:
    page = context.new_page()
    page.goto(f"{app.url}/{question}")
    expect(page.get_by_role("button", name="Start the study")).to_be_enabled()
    return page


def small(page: Page) -> None:
    for label, value in (("Epochs", 1), ("Image size", 32), ("Seeds", 1)):
        set_number(page, label, value)
        expect(page.get_by_label(label, exact=True)).to_have_value(str(value))


def points(page: Page) -> int:
    found: int = page.evaluate(_POINTS)["points"]
    return found


def wait_for_points(page: Page, number: int) -> None:
    deadline = time.monotonic() + 120
    while points(page) < number:
        assert time.monotonic() < deadline, "the points did not appear in time"
        page.wait_for_timeout(200)


def test_depths_fill_in_live_outlive_a_reload_and_can_be_taken_along(
    context: BrowserContext, app: App
) -> None:
    page = open_study(context, app, "freeze")
    expect(page.get_by_text("Page not found")).to_have_count(0)
    small(page)
    page.get_by_role("radio", name="7", exact=True).click()
    page.get_by_role("button", name="Start the study").dblclick()
    wait_for_points(page, 1)
    page.evaluate("document.querySelector('.plot').marked = true")
    assert points(page) < 10, "the first point was there before the study was over"
    wait_for_points(page, 10)
    assert page.evaluate(_POINTS)["marked"], "the figure was never built anew"
    expect(page.get_by_text("11 of 11 done").first).to_be_visible()
    expect(page.get_by_text("You guessed 7 frozen stages").first).to_be_visible()

    address = page.url
    assert "study=" in address
    page.reload()
    wait_for_points(page, 10)
    assert page.url == address

    page.get_by_text("All numbers").click()
    # A click on what is just being drawn again goes nowhere.
    settled(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Trainings (CSV)").click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    lines = list(csv.DictReader(text.splitlines()))
    assert len(lines) == 11
    assert {line["state"] for line in lines} == {"done"}

    page.get_by_role("button", name="Use this depth in the Lab").click()
    expect(page.get_by_role("heading", name="Lab")).to_be_visible()
    expect(page.get_by_role("button", name="Start training")).to_be_enabled()
    page.close()


def test_networks_are_scored_before_they_are_trained(context: BrowserContext, app: App) -> None:
    page = open_study(context, app, "backbones")
    small(page)
    page.get_by_role("button", name="Start the study").click()
    train = page.get_by_role("button", name="Fine-tune them all")
    expect(train).to_be_visible()
    page.get_by_role("radio", name="EfficientNet-Lite1").click()
    train.click()
    cells = 2 * len(available())  # each is scored, and then trained
    expect(page.get_by_text(f"{cells} of {cells} done").first).to_be_visible()
    expect(page.get_by_text("You bet on EfficientNet-Lite1").first).to_be_visible()
    page.close()
