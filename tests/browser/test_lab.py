from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import open_lab, set_number
from tests.serving import App


def test_the_lab_opens_with_photos_and_asks_nobody_else_for_anything(
    context: BrowserContext, app: App
) -> None:
    asked: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(app.url)
    expect(page.get_by_role("heading", name="Lab", exact=True)).to_be_visible()
    expect(page.get_by_text("birds", exact=True)).to_be_visible()
    expect(page.locator(".strip-held-out img").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    elsewhere = [url for url in asked if not url.startswith((app.url, "data:", "blob:"))]
    assert asked
    assert not elsewhere
    page.close()


def test_a_link_is_copied_and_opens_the_same_choices(
    app: App, context: BrowserContext, page: Page
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=app.url)
    set_number(page, "Epochs", 7)
    set_number(page, "Seed", 5)
    address = _copied(page, holding="seed=5")
    assert address.startswith(app.url)
    other = open_lab(context, address)
    expect(other.get_by_label("Epochs", exact=True)).to_have_value("7")
    expect(other.get_by_label("Seed", exact=True)).to_have_value("5")
    other.close()


def test_the_page_fits_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    main = page.locator(".stMain")
    assert main.evaluate("(main) => main.scrollWidth <= main.clientWidth")
    start = page.get_by_role("button", name="Start training").bounding_box()
    assert start is not None
    assert start["y"] < 844, "the button is on the first screen"


def _copied(page: Page, *, holding: str) -> str:
    """Press "Copy link" until the link is that of the newest choices, and return the clipboard."""
    for _ in range(100):
        page.get_by_role("button", name="Copy link").click()
        address: str = page.evaluate("navigator.clipboard.readText()")
        if holding in address:
            break
        page.wait_for_timeout(100)
    expect(page.get_by_text(f"Copied: {address}")).to_be_visible()
    return address
