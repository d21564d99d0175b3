from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import open_lab
from tests.scripted import learn
from tests.serving import NO_WORKERS, free_port, serve
from tests.store.made import images
from transfer_demo.plan import Plan
from transfer_demo.store.run_store import RunStore
from transfer_demo.training.job import Job


def _finished_run() -> str:
    store = RunStore.open()
    plan = Plan().resolve(9)
    token = store.create(plan, images(), owner="somebody")
    for arm in plan.arms:
        for event in learn(Job(run=token, arm=arm, plan=plan, images=images())):
            store.write(token, event)
    store.finish(token)
    store.close()
    return token


def _look_over_seconds(page: Page) -> None:
    """Use a part of the page that a new server knows nothing of, until all was drawn again."""
    for _ in range(60):
        page.get_by_role("radio", name="Seconds").click()
        page.wait_for_timeout(500)
        if "Seconds" in (page.locator(".plot .xtitle").first.text_content() or ""):
            return
    raise AssertionError("the page is dead")


def test_an_open_page_lives_on_when_the_server_was_killed_and_started_again(
    context: BrowserContext, home: Path
) -> None:
    token, port = _finished_run(), free_port()
    with serve(home, port=port, **NO_WORKERS) as (url, server):
        page = open_lab(context, f"{url}/?run={token}")
        expect(page.locator(".plot .xtitle").first).to_have_text("Epochs")
        server.kill()
        expect(page.get_by_text("Connection error")).to_be_visible()
    with serve(home, port=port, **NO_WORKERS):
        expect(page.get_by_text("Connection error")).to_be_hidden()
        _look_over_seconds(page)
    page.close()
