"""Mistakes are seen by whoever started the race, and read by everybody."""

from playwright.sync_api import BrowserContext, expect

from tests.browser.axe import darkened, settled, violations
from tests.browser.conftest import open_small_race
from tests.serving import App


def test_from_a_race_to_its_mistakes(context: BrowserContext, app: App) -> None:
    page = open_small_race(context, app.url)
    settled(page).get_by_role("link", name="See the mistakes").click()
    expect(page.get_by_role("heading", name="Confusion matrix")).to_be_visible()
    expect(page.locator(".st-key-matrices .main-svg").first).to_be_visible()
    expect(page.get_by_role("img", name="In how many images both differ")).to_have_count(1)
    cards = page.locator(".tried-photo")
    expect(cards).to_have_count(6)
    expect(cards.first).to_contain_text("Its label")
    expect(cards.first).to_contain_text("✗")
    assert violations(settled(page)) == []
    assert violations(page, width=390) == [], "on a phone"
    assert violations(darkened(page)) == [], "in the dark"
    settled(page).get_by_role("button", name="Show more of").click()
    expect(cards.nth(6)).to_be_visible()
    page.close()
