"""What a browser that floods the app costs another: `python tests/benchmarks/app_flood.py`.

It opens the Lab as a new session, alone and then beside each flood, over the server's own protocol.
"""

import argparse
import asyncio
import contextlib
import statistics
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

# A script sees only its own folder; the packages stand two above.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed

from tests.benchmarks.app.memory import WEB, Peaks
from tests.benchmarks.app.server import Server, serve
from tests.server.pupil import Pupil, Tab
from transfer_demo.images import limits

_WARM_SECONDS = 30.0
_WISHES_A_WINDOW = 200
_LARGE_WISHES = 6
# As many widget states as fit into a message.
_STATES = 300_000


def small_wish() -> bytes:
    """Return a message that asks for a page."""
    message = BackMsg()
    message.rerun_script.query_string = "a=1"
    return message.SerializeToString()


def large_wish() -> bytes:
    """Return a message that asks for a page, and tells of more widgets than any has."""
    message = BackMsg()
    for number in range(_STATES):
        message.rerun_script.widget_states.widgets.add(id=str(number % 50_000), trigger_value=True)
    return message.SerializeToString()


@contextlib.asynccontextmanager
async def flood(url: str, wish: bytes, *, windows: int, times: int) -> AsyncIterator[None]:
    """Send a wish many times from each window of one browser."""
    async with Pupil(url) as pupil, contextlib.AsyncExitStack() as stack:
        tabs = [await stack.enter_async_context(pupil.tab()) for _ in range(windows)]
        tasks = [asyncio.create_task(_send(tab, wish, times)) for tab in tabs]
        tasks += [asyncio.create_task(_drain(tab)) for tab in tabs]
        await asyncio.sleep(0.5)
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _send(tab: Tab, wish: bytes, times: int) -> None:
    with contextlib.suppress(ConnectionClosed):
        for _ in range(times):
            await tab.socket.send(wish)


async def _drain(tab: Tab) -> None:
    with contextlib.suppress(ConnectionClosed):
        while True:
            await tab.socket.recv()


async def another(url: str, pages: int) -> list[float]:
    """Return the seconds until each page of a new session is drawn, one after the other."""
    seconds = []
    for _ in range(pages):
        begun = time.perf_counter()
        async with Pupil(url) as pupil, pupil.tab():
            seconds.append(time.perf_counter() - begun)
    return seconds


async def measure(server: Server, pages: int) -> list[tuple[str, list[float], float]]:
    """Return what happened beside, the seconds of the pages, and the most memory held, in MB."""
    url = server.url.rstrip("/")
    beside = {
        "nothing": contextlib.nullcontext(),
        f"{limits.CONNECTIONS} windows, {_WISHES_A_WINDOW} wishes each": flood(
            url, small_wish(), windows=limits.CONNECTIONS, times=_WISHES_A_WINDOW
        ),
        f"{_LARGE_WISHES} wishes of {_STATES:,} widgets": flood(
            url, large_wish(), windows=1, times=_LARGE_WISHES
        ),
    }
    measured = []
    for title, harm in beside.items():
        peaks = Peaks()
        async with harm:
            with peaks.watching(server):
                seconds = await another(url, pages)
        measured.append((title, seconds, peaks.megabytes[WEB]))
    return measured


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pages", type=int, default=10, metavar="N")
    choices = parser.parse_args()
    with serve() as server:
        server.wait_until_it_answers()
        time.sleep(_WARM_SECONDS)
        rows = asyncio.run(measure(server, choices.pages))
    print("| beside | a page, p50, s | most, s | web process, the most, MB |")
    print("| --- | ---: | ---: | ---: |")
    for title, seconds, held in rows:
        print(f"| {title} | {statistics.median(seconds):.2f} | {max(seconds):.2f} | {held:.0f} |")


if __name__ == "__main__":
    main()
