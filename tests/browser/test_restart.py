import re
from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import free_port, open_lab, serve, set_number


# Past the first of its 200 epochs.
BEGUN = re.compile(r"epoch ([2-9]|\d\d+) of 200")


def test_a_page_that_stayed_open_goes_on_when_the_server_was_killed_and_started_again(
    context: BrowserContext, tmp_path: Path
) -> None:
    port = free_port()
    with serve(tmp_path, port=port) as (url, server):
        page = open_lab(context, url)
        set_number(page, "Epochs", 200)
        set_number(page, "Image size", 32)
        page.get_by_role("button", name="Start training").click()
        expect(page.locator(".arm.scratch header")).to_contain_text(BEGUN)
        server.kill()
        expect(page.get_by_text("Connection error")).to_be_visible()
    with serve(tmp_path, port=port):
        expect(page.get_by_text("Connection error")).to_be_hidden()
        # Without a reload: the run is in the queue again, and can be stopped.
        page.get_by_role("button", name="Stop").click()
        expect(page.locator(".arm.scratch header")).to_contain_text("stopped after")
        expect(page.get_by_label("Epochs", exact=True)).to_have_value("200")
