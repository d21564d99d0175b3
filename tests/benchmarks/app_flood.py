"""What a browser that floods the app costs another: `python tests/benchmarks/app_flood.py`.

It opens the Lab as a new session, alone and then beside each flood, over the server's own protocol.
"""

import argparse
import asyncio
import contextlib
import statistics
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

# A script sees only its own folder; the packages stand two above.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import httpx2
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed, WebSocketException

from tests.benchmarks.app.memory import WEB, Peaks
from tests.benchmarks.app.server import Server, serve
from tests.server.pupil import Pupil, Tab
from transfer_demo.images import limits

_WARM_SECONDS = 15.0
_SECONDS_BETWEEN = 0.02
_STATES = 300_000


def small_wish() -> bytes:
    """Return a message that asks for a page."""
    message = BackMsg()
    message.rerun_script.query_string = "a=1"
    return message.SerializeToString()


def many_widgets() -> bytes:
    """Return a message that tells of more widgets than any page has."""
    message = BackMsg()
    for number in range(_STATES):
        message.rerun_script.widget_states.widgets.add(id=str(number % 50_000), trigger_value=True)
    return message.SerializeToString()


def many_texts() -> bytes:
    """Return a message with one widget that has as many values as fit in."""
    message = BackMsg()
    widget = message.rerun_script.widget_states.widgets.add(id="w")
    widget.string_array_value.data.extend([""] * (limits.MESSAGE_BYTES // 2 - 1_000))
    return message.SerializeToString()


def many_addresses() -> bytes:
    """Return a message that asks where as many files as may come at once are to be sent."""
    message = BackMsg()
    message.file_urls_request.file_names.extend(["a"] * limits.SENT_FILES)
    return message.SerializeToString()


def bad_json(tab: Tab) -> bytes:
    """Return a message in which a widget of the page has a value that cannot be read."""
    message = BackMsg()
    known = tab.one_of_each()["bidi_component"]
    message.rerun_script.widget_states.widgets.add(id=known, json_value="{")
    return message.SerializeToString()


@contextlib.asynccontextmanager
async def flood(url: str, wish: Callable[[Tab], bytes], *, windows: int) -> AsyncIterator[None]:
    """Send a wish again and again from each window of one browser."""
    async with Pupil(url) as pupil, contextlib.AsyncExitStack() as stack:
        tabs = [await stack.enter_async_context(pupil.tab()) for _ in range(windows)]
        tasks = [asyncio.create_task(_send(tab, wish(tab))) for tab in tabs]
        tasks += [asyncio.create_task(_drain(tab)) for tab in tabs]
        await asyncio.sleep(2.0)  # what may come at once has come
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for tab in tabs:  # a farewell would wait behind all that was said
                tab.socket.transport.abort()


async def _send(tab: Tab, wish: bytes) -> None:
    with contextlib.suppress(ConnectionClosed):
        while True:
            await tab.socket.send(wish)
            await asyncio.sleep(_SECONDS_BETWEEN)


async def _drain(tab: Tab) -> None:
    with contextlib.suppress(ConnectionClosed):
        while True:
            await tab.socket.recv()


async def another(url: str, pages: int) -> list[float]:
    """Return the seconds until each page of a new session is drawn, one after the other.

    For a page that does not come, it is how long the pupil waited.
    """
    seconds = []
    for _ in range(pages):
        begun = time.perf_counter()
        with contextlib.suppress(TimeoutError, httpx2.HTTPError, OSError, WebSocketException):
            async with Pupil(url) as pupil, pupil.tab():
                pass
        seconds.append(time.perf_counter() - begun)
    return seconds


WISHES: dict[str, Callable[[Tab], bytes]] = {
    "a page": lambda _: small_wish(),
    f"{_STATES:,} widgets": lambda _: many_widgets(),
    "two million values": lambda _: many_texts(),
    f"{limits.SENT_FILES:,} addresses": lambda _: many_addresses(),
    "a value that cannot be read": bad_json,
}


async def measure(
    server: Server, wish: Callable[[Tab], bytes] | None, *, pages: int
) -> tuple[list[float], float]:
    """Return the seconds of the pages, and the most memory held, in MB."""
    url, peaks = server.url.rstrip("/"), Peaks()
    harm: contextlib.AbstractAsyncContextManager[None] = contextlib.nullcontext()
    if wish is not None:
        harm = flood(url, wish, windows=limits.CONNECTIONS)
    with peaks.watching(server):
        async with harm:
            return await another(url, pages), peaks.megabytes[WEB]


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pages", type=int, default=10, metavar="N")
    choices = parser.parse_args()
    print("| what is asked for | a page, p50, s | most, s | web process, the most, MB |")
    print("| --- | ---: | ---: | ---: |")
    for title, wish in {"nothing": None, **WISHES}.items():
        with serve() as server:  # each its own: one that broke down would be in the next row
            server.wait_until_it_answers()
            time.sleep(_WARM_SECONDS)
            seconds, held = asyncio.run(measure(server, wish, pages=choices.pages))
        middle, most = statistics.median(seconds), max(seconds)
        print(f"| {title} | {middle:.2f} | {most:.2f} | {held:.0f} |", flush=True)


if __name__ == "__main__":
    main()
