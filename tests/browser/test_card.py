"""The evidence card as a file: it opens without a network and prints on one page."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.serving import App
from transfer_demo.lessons.interview_questions import questions

# A page of a PDF as Chromium writes it; the list of pages is called "Pages".
_PAGE = re.compile(rb"/Type\s*/Page\b")
_LINES_DRAWN = """() => [...document.querySelectorAll(".js-plotly-plot")].map(
    (plot) => plot.querySelectorAll(".trace, .hm").length)"""


def test_the_card_is_downloaded_opens_alone_and_prints_on_one_page(
    context: BrowserContext, browser: Browser, app: App, tmp_path: Path
) -> None:
    page = context.new_page()
    page.goto(f"{app.url}/card")
    page.get_by_role("textbox", name="Your answer").fill(questions()[0].model_answer)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the card").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.name == "evidence_card.html"
    page.close()

    with browser.new_context(offline=True) as alone:
        card, said = alone.new_page(), []
        card.on("console", lambda message: said.append(message.text))
        card.on("pageerror", lambda error: said.append(str(error)))
        asked: list[str] = []
        card.on("request", lambda request: asked.append(request.url))
        card.goto(file.as_uri())
        expect(card.get_by_text(questions()[0].model_answer)).to_be_visible()
        expect(card.get_by_role("button", name="Print or save as PDF")).to_be_visible()
        assert all(lines > 0 for lines in card.evaluate(_LINES_DRAWN))
        assert len(card.evaluate(_LINES_DRAWN)) == 2
        assert asked == [file.as_uri()]
        assert said == []
        assert len(_PAGE.findall(card.pdf(prefer_css_page_size=True))) == 1
        card.emulate_media(media="print")
        expect(card.get_by_role("button", name="Print or save as PDF")).to_be_hidden()
        # What does not fit would take another page: so pages are counted right.
        card.evaluate("document.querySelector('.answer').textContent = 'transfer '.repeat(3000)")
        assert len(_PAGE.findall(card.pdf(prefer_css_page_size=True))) > 1


@pytest.mark.parametrize("way", ["mouse", "keys", "screen reader"])
def test_a_click_right_after_the_last_word_brings_that_word_along(
    context: BrowserContext, app: App, way: str
) -> None:
    page = context.new_page()
    page.goto(f"{app.url}/card")
    field = page.get_by_role("textbox", name="Your answer")
    button = page.get_by_role("button", name="Download the card")
    field.fill("The first thought.")
    # The page knows it now, and so has something old that it could hand over.
    field.press("Control+Enter")
    expect(page.get_by_role("blockquote")).to_have_text("The first thought.")
    for word in ("second", "third"):
        field.fill(f"The {word} thought.")
        with page.expect_download() as download:
            if way == "mouse":
                button.click()
            elif way == "keys":
                field.press("Tab")
                page.keyboard.press("Enter")
            else:  # it clicks without leaving the field
                button.evaluate("button => button.click()")
        card = download.value.path().read_text(encoding="utf-8")
        assert f"The {word} thought." in card
    page.close()


def test_a_file_comes_once_for_a_click_however_often_the_page_is_drawn(
    context: BrowserContext, app: App
) -> None:
    page = context.new_page()
    files: list[str] = []
    page.on("download", lambda download: files.append(download.suggested_filename))
    page.goto(f"{app.url}/card")
    field = page.get_by_role("textbox", name="Your answer")
    for number in (1, 2):
        field.fill(f"Thought {number}.")
        with page.expect_download():
            page.get_by_role("button", name="Download the card").click()
        page.emulate_media(color_scheme="dark" if number == 1 else "light")
        page.set_viewport_size({"width": 700 + number, "height": 600})
        # And drawn twice more, with words to wait for.
        for word in ("again", "once more"):
            field.fill(f"Thought {number}, {word}.")
            field.press("Control+Enter")
            expect(page.get_by_role("blockquote")).to_have_text(f"Thought {number}, {word}.")
        assert files == ["evidence_card.html"] * number
    page.close()
