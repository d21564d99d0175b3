"""The story in a real browser: keys that step, and figures that are played."""

import re

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.axe import settled
from tests.serving import App
from transfer_demo.lessons.recordings import recording
from transfer_demo.lessons.story import story

TITLES = [screen.title for screen in story()]
# A curve begins before any training.
POINTS = 1 + recording("everyday").run.plan.epochs

# Notes how many points fine-tuning has on the screen, whenever that changes.
_WATCH = """() => {
    window.seen = [];
    window.note = () => {
        const traces = document.querySelector(".plot")?.data ?? [];
        const curve = traces.find((trace) => trace.showlegend && trace.legendgroup === "fine_tune");
        const points = curve ? (curve.x ?? []).length : null;
        if (points !== null && points !== window.seen.at(-1)) window.seen.push(points);
    };
    setInterval(window.note, 5);
}"""
_TICK_MS = 16  # how long the player waits after each look at the clock
# Lets the clock go on only while the player waits, so that it is no matter how long drawing takes.
_OWN_CLOCK = f"""() => {{
    const later = window.setTimeout;
    const now = performance.now();
    window.played = 0;
    performance.now = () => now + window.played;
    window.setTimeout = (call, wait, ...rest) => later(() => {{
        if (wait === {_TICK_MS}) {{
            window.note();
            window.played += wait;
        }}
        call(...rest);
    }}, wait);
}}"""
_WHOLE = f"() => window.seen.at(-1) === {POINTS}"
_PLAYED = f"() => window.seen.includes(1) && window.seen.at(-1) === {POINTS}"
EPOCH_BY_EPOCH = list(range(1, POINTS + 1))


def open_listening(context: BrowserContext, app: App, name: str) -> Page:
    """Open the second screen, and wait until it listens to keys."""
    page = context.new_page()
    page.goto(f"{app.url}/story?screen={name}")
    settled(page)
    is_shown(page, 2)
    # Said to a screen reader by what listens to the keys: from now on it does.
    expect(page.get_by_text(f"Screen 2 of {len(TITLES)}")).to_be_attached()
    return page


def is_shown(page: Page, number: int) -> None:
    expect(page.get_by_role("heading", name=TITLES[number - 1], exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile(f"screen={story()[number - 1].name}"))


def test_keys_step_except_in_a_field_and_a_race_is_played_to_its_end(
    context: BrowserContext, app: App
) -> None:
    page = open_listening(context, app, "source-and-target")
    for key, number in (("ArrowRight", 3), ("ArrowRight", 4), ("ArrowLeft", 3), ("ArrowLeft", 2)):
        page.keyboard.press(key)
        is_shown(page, number)
    # The keys of a presenter's remote control step in presenter view; here they only scroll.
    page.keyboard.press("PageDown")
    is_shown(page, 2)

    # In a field, the same key moves what is in the field.
    settled(page)
    slider = page.get_by_role("slider", name="Fine-tuning after one epoch")
    expect(slider).to_have_attribute("aria-valuetext", "50%")
    slider.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "55%")
    is_shown(page, 2)

    page.evaluate(_WATCH)
    page.evaluate(_OWN_CLOCK)
    page.get_by_role("button", name="Play").click()
    page.wait_for_function(_PLAYED)
    assert page.evaluate("window.seen") == EPOCH_BY_EPOCH
    assert page.evaluate("window.played") <= 1500 + _TICK_MS
    expect(page.get_by_text("Farthest from your guess")).to_be_visible()

    # What was played stands still when one comes back, and is played again by its button alone.
    page.keyboard.press("ArrowRight")
    is_shown(page, 3)
    page.keyboard.press("ArrowLeft")
    is_shown(page, 2)
    page.evaluate("window.seen = []")
    page.wait_for_function(_WHOLE)
    assert page.evaluate("window.seen") == [POINTS]
    page.get_by_role("button", name="Play again").click()
    page.wait_for_function(_PLAYED)
    assert page.evaluate("window.seen") == [POINTS, *EPOCH_BY_EPOCH]
    page.close()


def test_keys_that_come_while_the_page_is_drawn_all_count(
    context: BrowserContext, app: App
) -> None:
    page = open_listening(context, app, "source-and-target")
    # The title comes first; what listens to the keys is told last.
    for key, number in [
        ("ArrowRight", 3),
        ("ArrowRight", 4),
        ("ArrowLeft", 3),
        ("ArrowLeft", 2),
    ] * 5:
        page.keyboard.press(key)
        expect(page.get_by_role("heading", name=TITLES[number - 1], exact=True)).to_be_visible()
    # Nobody waits for the page here.
    for key in ["ArrowRight", "ArrowRight", "ArrowLeft", "ArrowRight"] * 2:
        page.keyboard.press(key)
    is_shown(page, 6)
    is_shown(settled(page), 6)
    page.close()


def test_nothing_moves_for_somebody_who_wants_no_movement(
    context: BrowserContext, app: App
) -> None:
    page = context.new_page()
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{app.url}/story?screen=source-and-target")
    page.evaluate(_WATCH)
    page.get_by_role("button", name="Show it without a guess").click()
    page.wait_for_function(_WHOLE)
    assert page.evaluate("window.seen") == [POINTS]
    page.close()


def test_the_keys_of_a_remote_control_step_in_presenter_view(
    context: BrowserContext, app: App
) -> None:
    page = open_listening(context, app, "source-and-target&view=presenter")
    for key, number in (("PageDown", 3), ("ArrowRight", 4), ("PageUp", 3)):
        page.keyboard.press(key)
        is_shown(page, number)
