"""A photo is tried in every way that a browser knows: a file, the clipboard, the camera."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.axe import darkened, settled, violations
from tests.browser.conftest import ANOTHER_PICTURE, open_small_race
from tests.images.made import photo
from tests.serving import App

# What a browser does when somebody pastes a picture that was copied elsewhere.
_PASTE = """async () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 64 });
    canvas.getContext("2d").fillRect(8, 8, 40, 20);
    const image = await new Promise((done) => canvas.toBlob(done, "image/png"));
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([image], "copied.png", { type: "image/png" }));
    document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
}"""


@pytest.fixture(scope="module")
def race(context: BrowserContext, app: App) -> str:
    """The address of a race that is over."""
    page = open_small_race(context, app.url)
    expect(page.get_by_text("What was trained is kept with this race")).to_be_visible()
    address = page.url
    page.close()
    return address


@pytest.fixture
def trying(context: BrowserContext, race: str) -> Page:
    """The page on which a photo is tried, reached from the race."""
    page = context.new_page()
    page.goto(race)
    page.get_by_role("link", name="Try a photo on both networks").click()
    expect(page.get_by_text("Photos to try", exact=True)).to_be_visible()
    expect(page.get_by_text("Bring a photo, or choose one")).to_be_visible()
    settled(page)
    return page


def _bring(page: Page, *files: dict[str, object]) -> None:
    page.locator(".st-key-try_files input[type=file]").set_input_files(list(files))


def _file(seed: int, name: str) -> dict[str, object]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": photo(seed)}


def test_photos_are_brought_as_files_and_rubbish_has_its_reason(trying: Page) -> None:
    _bring(
        trying,
        _file(1, "one.jpg"),
        _file(2, "two.jpg"),
        {"name": "letter.txt", "mimeType": "text/plain", "buffer": b"Dear Sir"},
    )
    cards = trying.locator(".tried-photo")
    expect(cards).to_have_count(2)
    expect(cards.first).to_contain_text(re.compile(r"From scratch\s*(birds|flowers|fruit|veg|not)"))
    expect(cards.first).to_contain_text("Before it was adapted, the network said")
    expect(trying.get_by_text("letter.txt")).to_be_visible()
    assert violations(settled(trying)) == []
    assert violations(trying, width=390) == [], "on a phone"
    assert violations(darkened(trying)) == [], "in the dark"
    trying.get_by_role("button", name="Forget these photos").click()
    expect(cards).to_have_count(0)
    trying.close()


def test_a_photo_can_be_brought_in_front_of_a_class(context: BrowserContext, race: str) -> None:
    page = context.new_page()
    page.goto(f"{race.replace('/?', '/try_photo?')}&view=presenter")
    expect(page.get_by_text("Photos to try", exact=True)).to_be_visible()
    settled(page)
    _bring(page, _file(4, "four.jpg"))
    expect(page.locator(".tried-photo", has_text="four.jpg")).to_be_visible()
    page.get_by_text("Leave presenter view").click()
    expect(page.get_by_text("Leave presenter view")).to_be_hidden()
    page.close()


def test_a_picture_on_the_clipboard_is_pasted(trying: Page) -> None:
    expect(trying.get_by_text("can be pasted here")).to_be_visible()
    trying.evaluate(_PASTE)
    expect(trying.locator(".tried-photo", has_text="copied.png")).to_be_visible()
    trying.close()


def test_the_camera_shows_it_something(trying: Page) -> None:
    trying.get_by_text("Use the camera of this computer").click()
    shutter = trying.get_by_role("button", name="Take Photo")
    expect(shutter).to_be_enabled()
    trying.wait_for_function(ANOTHER_PICTURE)
    shutter.click()
    expect(trying.locator(".tried-photo")).to_have_count(1)
    trying.close()


def test_a_phone_goes_straight_to_its_camera(context: BrowserContext, race: str) -> None:
    assert context.browser
    with context.browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    ) as phone:
        page = phone.new_page()
        page.goto(race.replace("/?", "/try_photo?"))
        shot = page.locator(".st-key-try_shot input[type=file]")
        expect(shot).to_have_attribute("capture", "environment")
        expect(page.get_by_text("Or take one with this device")).to_be_visible()
        # Whoever has the code sees no image of the race.
        expect(page.get_by_text("A validation image")).to_have_count(0)
        shot.set_input_files([_file(3, "shot.jpg")])  # type: ignore[list-item]
        expect(page.locator(".tried-photo", has_text="shot.jpg")).to_be_visible()


def test_a_validation_image_is_tried_by_a_click(trying: Page) -> None:
    trying.get_by_text("A validation image").click()
    trying.locator(".gallery button").first.click()
    card = trying.locator(".tried-photo")
    expect(card).to_contain_text("Its label: birds")
    expect(card).to_contain_text(re.compile("✓|✗|not sure"))
    trying.locator(".gallery button").first.click()
    expect(card).to_have_count(0)
    trying.close()


def test_the_recognition_points_and_the_code_for_a_phone(trying: Page) -> None:
    trying.get_by_text("When is it not sure?").click()
    expect(trying.get_by_role("slider")).to_have_count(8)
    row = trying.locator(".through tr", has_text="Handwritten digits")
    expect(row).to_contain_text(re.compile(r"\d+ of 24"))
    assert violations(settled(trying)) == []
    trying.get_by_role("button", name="On a phone").click()
    expect(trying.get_by_text("which a phone cannot reach")).to_be_visible()
    trying.close()
