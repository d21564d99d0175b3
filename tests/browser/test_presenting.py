"""A teacher hides controls by a link, and shows the page to a class."""

import re

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import open_lab, set_number
from tests.serving import App

PROJECTOR = {"width": 1280, "height": 720}


def _font_px(words: Locator) -> float:
    size: str = words.evaluate("(element) => getComputedStyle(element).fontSize")
    return float(size.removesuffix("px"))


def _reach_by_keyboard(page: Page, name: str) -> Locator:
    button = page.get_by_role("button", name=name)
    for _ in range(100):
        page.keyboard.press("Tab")
        if button.evaluate("(element) => element === document.activeElement"):
            return button
    raise AssertionError(f"{name} cannot be reached by keyboard")


def test_a_teachers_link_hides_what_was_ticked_and_keeps_the_choices(
    context: BrowserContext, app: App, page: Page
) -> None:
    set_number(page, "Epochs", 7)
    page.get_by_role("button", name="Teach with this page").click()
    for words in ("the choice of the network", "where data stays"):
        page.get_by_label(words).check()
    expect(page.get_by_label("the steps")).to_have_count(0)  # not on this page
    shown = page.locator("output.link")
    expect(shown).to_contain_text("hide=network,data")
    expect(shown).to_contain_text("epochs=7")  # once the page has taken it in
    link = shown.text_content() or ""
    assert link.startswith(app.url)

    other = open_lab(context, link)
    expect(other.get_by_label("Epochs", exact=True)).to_have_value("7")
    expect(other.locator(".st-key-images")).to_be_visible()
    expect(other.locator(".st-key-network")).to_be_hidden()
    expect(other.locator(".st-key-data")).to_be_hidden()

    other.get_by_role("button", name="Learn").click()
    other.get_by_role("menuitem", name="Glossary").click()
    expect(other.get_by_role("heading", name="Glossary")).to_be_visible()
    other.get_by_role("button", name="Explore").click()
    other.get_by_role("menuitem", name="Lab").click()
    expect(other.locator(".st-key-images")).to_be_visible()
    expect(other.locator(".st-key-network")).to_be_hidden()
    expect(other).to_have_url(re.compile("hide=network(,|%2C)data"))
    other.close()


def test_presenter_view_has_large_type_and_nothing_around_the_page(
    context: BrowserContext, app: App
) -> None:
    page = context.new_page()
    page.set_viewport_size(PROJECTOR)
    page.goto(f"{app.url}/glossary?view=presenter")
    expect(page.get_by_role("heading", name="Glossary")).to_be_visible()
    expect(page.locator(".stAppHeader")).to_be_hidden()
    expect(page.get_by_role("button", name="Teach with this page")).to_be_hidden()
    expect(page.locator(".stSidebar:visible")).to_have_count(0)
    assert _font_px(page.locator(".glossary dd").first) >= 24
    assert _font_px(page.get_by_text("Every term that this app uses").first) >= 24

    _reach_by_keyboard(page, "Leave presenter view").press("Enter")
    expect(page.locator(".stAppHeader")).to_be_visible()
    assert "view" not in page.url
    assert _font_px(page.locator(".glossary dd").first) < 24
    page.close()


def test_a_term_opens_the_glossary_at_its_sentence_and_the_lab_keeps_its_choices(
    context: BrowserContext, page: Page
) -> None:
    set_number(page, "Epochs", 7)
    with context.expect_page() as opened:
        page.locator(".introduction").get_by_role("link", name="held out").click()
    glossary = opened.value
    expect(glossary.locator("#held-out-images")).to_be_focused()
    expect(glossary.locator("#held-out-images")).to_be_in_viewport()
    glossary.close()
    expect(page.get_by_label("Epochs", exact=True)).to_have_value("7")
