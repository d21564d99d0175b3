from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import settled
from tests.browser.conftest import ANOTHER_PICTURE, set_number
from tests.images.made import photo, zipped

# Each shot has a camera of its own, and a browser may show it as a still picture: that it goes on
# is what the next shot waits for. A class holds the very same picture once.
_NOTE_WHEN_SHOT = """() => document.addEventListener("click", () => {
    window.shotAt = document.querySelector("video")?.currentTime;
}, true)"""

HOSTILE = "<img src=x onerror=document.title='hacked'> **bold** $x$"


@pytest.fixture
def owner(page: Page) -> Page:
    """A page on which somebody is about to bring images, and has none yet."""
    page.get_by_text("My images", exact=True).click()
    expect(page.get_by_label("Class name", exact=True)).to_be_visible()
    settled(page)  # the button is drawn last
    remove = page.get_by_role("button", name="Remove all my images")
    if remove.count():  # of the test before, in the same browser
        remove.click()
        page.get_by_role("button", name="Remove for good").click()
        expect(remove).to_be_hidden()
    return page


def _files(*seeds: int) -> list[dict[str, object]]:
    return [
        {"name": f"{seed}.jpg", "mimeType": "image/jpeg", "buffer": photo(seed)} for seed in seeds
    ]


def _add_class(page: Page, name: str) -> None:
    page.get_by_label("Class name", exact=True).fill(name)
    page.get_by_role("button", name="Add class").click()


def _input(page: Page, label: str) -> object:
    uploader = page.locator(".stFileUploader").filter(has_text=label)
    found = uploader.locator("input[type=file]")
    expect(found).to_have_count(1)  # while the page is drawn, the emptied one is there as well
    return found


def test_own_images_class_by_class_race_with_a_hostile_name(owner: Page) -> None:
    for name, seeds in {"round": (1, 2, 3, 4), HOSTILE: (5, 6, 7, 8)}.items():
        _add_class(owner, name)
        label = f"Photos of {name}"
        expect(owner.get_by_text(label, exact=True)).to_be_visible()
        _input(owner, label).set_input_files(_files(*seeds))
        expect(owner.locator(".strips-name", has_text=name)).to_contain_text(
            "4 photos" if name == "round" else "2 training"
        )
    assert owner.title() != "hacked"
    expect(owner.locator(".strips-name b", has_text=HOSTILE)).to_be_visible()
    set_number(owner, "Epochs", 1)
    set_number(owner, "Image size", 32)
    owner.get_by_role("button", name="Start training").click()
    expect(owner.locator(".arm.scratch header")).to_contain_text("finished")
    owner.get_by_text("What was taken for what").click()
    expect(owner.locator(".plot").last.locator(".ytick").last).to_be_visible()
    assert owner.title() != "hacked"


def test_own_images_as_a_zip_and_rubbish_beside_them(owner: Page) -> None:
    owner.get_by_role("tab", name="A .zip or a folder").click()
    files = {f"mine/{name}/{i}.jpg": b"" for name in ("cats", "dogs") for i in range(3)}
    files = {path: photo(number) for number, path in enumerate(files)}
    broken = {"name": "broken.zip", "mimeType": "application/zip", "buffer": b"PK\x03\x04 no"}
    whole = {
        "name": "mine.zip",
        "mimeType": "application/zip",
        "buffer": zipped({**files, "mine/cats/letter.txt": b"Dear Sir"}),
    }
    _input(owner, "A .zip of folders").set_input_files([broken])
    expect(owner.get_by_test_id("stAlert")).to_be_visible()
    _input(owner, "A .zip of folders").set_input_files([whole])
    expect(owner.locator(".strips-name", has_text="cats")).to_contain_text("2 training · 1 held")
    expect(owner.locator(".strips-name", has_text="dogs")).to_contain_text("2 training · 1 held")
    owner.get_by_text("1 file was not used").click()
    expect(owner.get_by_text("letter.txt")).to_be_visible()


def test_own_images_as_a_folder(owner: Page, tmp_path: Path) -> None:
    for number in range(4):
        file = tmp_path / "mine" / ("cats" if number < 2 else "dogs") / f"{number}.jpg"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(photo(number))
    owner.get_by_role("tab", name="A .zip or a folder").click()
    _input(owner, "A folder of folders").set_input_files(tmp_path / "mine")
    expect(owner.locator(".strips-name", has_text="cats")).to_contain_text("1 training · 1 held")
    expect(owner.locator(".strips-name", has_text="dogs")).to_contain_text("1 training · 1 held")


def test_photos_are_moved_and_deleted_by_clicks_and_outlive_a_reload(owner: Page) -> None:
    for name, seeds in {"cats": (1, 2, 3), "dogs": (4, 5, 6)}.items():
        _add_class(owner, name)
        _input(owner, f"Photos of {name}").set_input_files(_files(*seeds))
        # While photos come, the page is drawn anew, and a click can get lost.
        read = "3 photos" if name == "cats" else "2 training"
        expect(owner.locator(".strips-name", has_text=name)).to_contain_text(read)
    owner.get_by_text("Look through the photos").click()
    photos = owner.locator(".gallery button")
    expect(photos).to_have_count(3)
    photos.first.click()
    expect(owner.get_by_text("1 chosen")).to_be_visible()
    owner.get_by_role("button", name="Move", exact=True).click()
    expect(photos).to_have_count(2)
    photos.first.click()
    owner.get_by_role("button", name="Delete", exact=True).click()
    expect(photos).to_have_count(1)
    owner.reload()
    owner.get_by_text("My images", exact=True).click()
    expect(owner.locator(".strips-name", has_text="cats")).to_contain_text("1 photo")
    expect(owner.locator(".strips-name", has_text="dogs")).to_contain_text("4 photos")


@pytest.mark.parametrize("secure", [True, False])
def test_over_plain_http_the_camera_says_what_it_needs(owner: Page, secure: bool) -> None:
    owner.evaluate(
        f"Object.defineProperty(window, 'isSecureContext', {{ value: {str(secure).lower()} }})"
    )
    _add_class(owner, "me")
    owner.get_by_role("tab", name="Camera").click()
    owner.get_by_text("Use the camera", exact=True).click()
    expect(owner.get_by_test_id("stCameraInput")).to_be_visible()
    needs = owner.get_by_text("only to pages that came over HTTPS or from localhost")
    expect(needs).to_have_count(1)
    expect(needs).to_be_visible(visible=not secure)


def test_the_camera_takes_several_shots_in_a_row(owner: Page) -> None:
    _add_class(owner, "me")
    owner.get_by_role("tab", name="Camera").click()
    owner.get_by_text("Use the camera", exact=True).click()
    shutter = owner.get_by_role("button", name="Take Photo")
    owner.evaluate(_NOTE_WHEN_SHOT)
    for shots in ("1 photo", "2 photos"):
        expect(shutter).to_be_enabled()
        owner.wait_for_function(ANOTHER_PICTURE)
        shutter.click()
        expect(owner.locator(".strips-name", has_text="me")).to_contain_text(shots)


def test_a_sample_is_a_start_that_can_be_edited(owner: Page) -> None:
    owner.get_by_role("tab", name="A sample").click()
    owner.get_by_role("button", name="Copy Everyday photos").click()
    expect(owner.locator(".strips-name", has_text="birds")).to_contain_text("24 training")
    owner.get_by_role("tab", name="Class by class").click()
    owner.get_by_role("button", name="Edit").first.click()
    owner.get_by_text("Remove birds and its 35 photos").click()
    owner.get_by_role("button", name="Remove for good").click()
    expect(owner.locator(".strips-name", has_text="birds")).to_have_count(0)
    expect(owner.locator(".strips-name", has_text="fruit")).to_be_visible()
