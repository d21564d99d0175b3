"""The browser's Back: one press for one step."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.axe import settled
from tests.serving import App


@pytest.fixture
def tab(context: BrowserContext, app: App) -> Page:
    """A tab in which the glossary is open."""
    tab = context.new_page()
    tab.goto(f"{app.url}/glossary")
    _read(tab)
    return tab


def _read(tab: Page) -> None:
    """Look at a page until nothing more comes."""
    expect(tab.get_by_text("Teach with this page")).to_be_visible()
    settled(tab)


def _menu(tab: Page, section: str, title: str) -> None:
    tab.get_by_test_id("stTopNavSection").filter(has_text=section).click()
    tab.get_by_test_id("stTopNavDropdownLink").filter(has_text=title).click()


@pytest.mark.parametrize("path", ["story", "walkthrough", "practice"])
def test_one_press_leaves_a_page_that_was_opened(tab: Page, app: App, path: str) -> None:
    tab.goto(f"{app.url}/{path}")
    _read(tab)
    tab.go_back()
    expect(tab).to_have_url(f"{app.url}/glossary")
    tab.close()


def test_one_press_goes_one_screen_back_and_then_to_the_page_before(tab: Page, app: App) -> None:
    _menu(tab, "Learn", "Story")
    title = tab.get_by_role("heading", level=1)
    _read(tab)
    expect(tab).to_have_url(f"{app.url}/story")
    first = title.inner_text()
    tab.get_by_role("button", name="Next").last.click()
    expect(tab).to_have_url(re.compile(r"screen="))
    expect(title).not_to_have_text(first)
    tab.go_back()
    expect(title).to_have_text(first)
    tab.go_back()
    expect(tab).to_have_url(f"{app.url}/glossary")
    tab.close()


def test_what_the_menu_brings_back_is_one_step(tab: Page, app: App) -> None:
    _menu(tab, "Learn", "Story")
    _read(tab)
    tab.get_by_role("button", name="Next").last.click()
    expect(tab).to_have_url(re.compile(r"screen="))
    second = tab.url
    _menu(tab, "Learn", "Glossary")
    expect(tab).to_have_url(f"{app.url}/glossary")
    _read(tab)
    steps = tab.evaluate("history.length")
    _menu(tab, "Learn", "Story")
    expect(tab).to_have_url(second)
    _read(tab)
    assert tab.evaluate("history.length") == steps + 1
    tab.close()
