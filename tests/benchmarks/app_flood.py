"""What a browser that floods the app costs another: `python tests/benchmarks/app_flood.py`.

It opens the Lab as new sessions, alone and then beside each flood, over the server's own protocol:
until the server has said all of a page, which no browser draws.
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
# By then, what a browser may ask for at once has been asked for.
_SECONDS_BEFORE = 5.0
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
async def flood(
    url: str, wish: Callable[[Tab], bytes], *, windows: int
) -> AsyncIterator[list[float]]:
    """Send a wish again and again from each window of one browser; give when each was sent."""
    sent: list[float] = []
    async with Pupil(url) as pupil, contextlib.AsyncExitStack() as stack:
        tabs = [await stack.enter_async_context(pupil.tab()) for _ in range(windows)]
        sending = [asyncio.create_task(_send(tab, wish(tab), sent)) for tab in tabs]
        tasks = [*sending, *(asyncio.create_task(_drain(tab)) for tab in tabs)]
        await asyncio.sleep(_SECONDS_BEFORE)
        try:
            yield sent
            if all(task.done() for task in sending):
                raise RuntimeError("The flood had ended before its time.")
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for tab in tabs:  # a farewell would wait behind all that was said
                tab.socket.transport.abort()


async def _send(tab: Tab, wish: bytes, sent: list[float]) -> None:
    with contextlib.suppress(ConnectionClosed):
        while True:
            await tab.socket.send(wish)
            sent.append(time.perf_counter())
            await asyncio.sleep(_SECONDS_BETWEEN)


async def _drain(tab: Tab) -> None:
    with contextlib.suppress(ConnectionClosed):
        while True:
            await tab.socket.recv()


async def another(url: str, *, seconds: float) -> list[float]:
    """Return the seconds until each page of a new session came, one after the other.

    For a page that does not come, it is how long the pupil waited.
    """
    taken: list[float] = []
    until = time.perf_counter() + seconds
    while (begun := time.perf_counter()) < until:
        with contextlib.suppress(TimeoutError, httpx2.HTTPError, OSError, WebSocketException):
            async with Pupil(url) as pupil, pupil.tab():
                pass
        taken.append(time.perf_counter() - begun)
    return taken


WISHES: dict[str, Callable[[Tab], bytes]] = {
    "a page": lambda _: small_wish(),
    f"{_STATES:,} widgets": lambda _: many_widgets(),
    "two million values": lambda _: many_texts(),
    f"{limits.SENT_FILES:,} addresses": lambda _: many_addresses(),
    "a value that cannot be read": bad_json,
}


async def measure(
    server: Server, wish: Callable[[Tab], bytes] | None, *, seconds: float
) -> tuple[list[float], float, int]:
    """Return the seconds of the pages, the most memory in MB, and the wishes sent meanwhile."""
    url, peaks = server.url.rstrip("/"), Peaks()
    async with Pupil(url) as pupil, pupil.tab():
        pass  # the first page of a server takes longest, in every row
    harm: contextlib.AbstractAsyncContextManager[list[float]] = contextlib.nullcontext([])
    if wish is not None:
        harm = flood(url, wish, windows=limits.CONNECTIONS)
    with peaks.watching(server):
        async with harm as sent:
            before = len(sent)
            pages = await another(url, seconds=seconds)
            return pages, peaks.megabytes[WEB], len(sent) - before


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=20.0, help="for which each flood is on")
    choices = parser.parse_args()
    print("| what is asked for | sent | pages | p50, s | p95, s | most, s | web process, MB |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for title, wish in {"nothing": None, **WISHES}.items():
        with serve() as server:  # each its own: one that broke down would be in the next row
            server.wait_until_it_answers()
            time.sleep(_WARM_SECONDS)
            pages, held, sent = asyncio.run(measure(server, wish, seconds=choices.seconds))
        cuts = statistics.quantiles(pages, n=20, method="inclusive")
        times = f"{cuts[9]:.2f} | {cuts[18]:.2f} | {max(pages):.2f}"
        print(f"| {title} | {sent} | {len(pages)} | {times} | {held:.0f} |", flush=True)


if __name__ == "__main__":
    main()
