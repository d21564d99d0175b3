"""What axe-core finds on a page of the app."""

from dataclasses import dataclass
from typing import Any, Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

RULES: Final = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],
}


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """What Streamlit draws and we cannot mend: a rule of axe, elements, and the reason."""

    rule: str
    selector: str
    reason: str


ALLOWED: Final = (
    Allowed(
        rule="list",
        selector="[data-testid=stSidebarNavItems]",
        reason="On a phone Streamlit puts its menu into a list with a div for each section.",
    ),
    Allowed(
        rule="listitem",
        selector="[data-testid=stSidebarNavItems] > div > li",
        reason="The pages of those sections.",
    ),
    Allowed(
        rule="scrollable-region-focusable",
        selector=".stCode pre",
        reason="Browsers let the keyboard into a box that scrolls by themselves.",
    ),
)


# Our style sheet has come, all charts are there, and no colour is on its way to another one.
_DRAWN: Final = """() =>
    getComputedStyle(document.documentElement).getPropertyValue("--fine-tune")
    && !document.querySelector("[data-testid=stSkeleton]")
    && [...document.querySelectorAll(".plot[role=img]")].every((e) => e.querySelector(".main-svg"))
    && document.getAnimations().every((one) =>
        one.playState !== "running" || one.effect.getComputedTiming().endTime === Infinity)"""


def violations(page: Page, *, width: int = 1280) -> list[str]:
    """What axe finds on the page as it is now, but for what is allowed, one line each."""
    # It does not look at what has to be scrolled to.
    page.set_viewport_size({"width": width, "height": 5000})
    while (found := _found(page)) is None:
        settled(page)
    return found


def _found(page: Page) -> list[str] | None:
    """Return what axe finds; None where some of it has gone, so that the page was on its way."""
    lines = []
    rules: list[dict[str, Any]] = Axe().run(page, options=RULES).response["violations"]
    for rule in rules:
        for node in rule["nodes"]:
            allowed = _allowed(page, rule["id"], node["target"])
            if allowed is None:
                return None
            if not allowed:
                where = " ".join(map(str, node["target"]))
                lines.append(f"{rule['id']}: {where}: {node['failureSummary']}")
    return lines


def _allowed(page: Page, rule: str, target: list[Any]) -> bool | None:
    if not isinstance(target[-1], str) or len(target) > 1:
        return False  # in a shadow root: that is ours
    selectors = [allowed.selector for allowed in ALLOWED if allowed.rule == rule]
    found: bool | None = page.evaluate(
        "([e, s]) => { const found = document.querySelector(e);"
        " return found && s.some((one) => found.matches(one)); }",
        [target[0], selectors],
    )
    return found


def settled(page: Page) -> Page:
    """Wait until the page is drawn and nothing runs."""
    expect(page.locator(".stMain h1").first).to_be_visible()
    # Until it is connected all widgets are disabled, and axe would not look at their contrast.
    expect(page.locator(".stApp")).to_have_attribute("data-test-connection-state", "CONNECTED")
    expect(page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.locator("[data-stale=true]")).to_have_count(0)
    page.wait_for_function(_DRAWN)
    return page


def darkened(page: Page) -> Page:
    """Let the page turn dark, as when a person's system does at night."""
    page.emulate_media(color_scheme="dark")
    expect(page.locator(".stApp")).to_have_css("color-scheme", "dark")
    return settled(page)


def open_page(context: BrowserContext, address: str) -> Page:
    """Open an address in a new tab, where nothing moves, and wait until it is drawn."""
    page = context.new_page()
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.goto(address)
    return settled(page)
