"""How the app bears a class: `python tests/benchmarks/app_load.py`.

Sessions arrive within some seconds, and some of them start small races. They speak the server's own
protocol over websockets, on the same machine: so what it costs to be them is in the times as well.
"""

import argparse
import asyncio
import json
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

# A script sees only its own folder; the packages stand two above.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks.app.memory import WEB, Peaks
from tests.benchmarks.app.server import serve
from tests.server.pupil import Pupil, Tab

SMALL_RACE = {
    "epochs": "2",
    "image_size_px": "64",
    "train_per_class": "4",
    "val_per_class": "2",
}
PAGE, RERUN = "page of a new session", "what is drawn again"
_WARM_SECONDS = 30.0
# Between two clicks of somebody who looks at what has come.
_THINKING_SECONDS = 10.0


class Load:
    """What was measured, in seconds, and what went wrong."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = {PAGE: [], RERUN: []}
        self.problems: list[str] = []
        # When each race was asked for, and when it was over.
        self.races: list[tuple[float, float]] = []

    def race_seconds(self) -> list[float]:
        """Return how long each race took, from the click to its end."""
        return [over - asked for asked, over in self.races]

    def overtakings(self) -> int:
        """Return by how many that were asked for later a race was overtaken, at most."""
        return max(
            sum(asked > mine and over < ended for asked, over in self.races)
            for mine, ended in self.races
        )


async def visit(
    url: str, load: Load, *, arrives: float, starts: bool, until: asyncio.Event
) -> None:
    """Be one session: arrive, look, perhaps race, and look again until all races are over."""
    await asyncio.sleep(arrives)
    try:
        begun = time.perf_counter()
        async with Pupil(url) as pupil, pupil.tab(**SMALL_RACE) as tab:
            load.seconds[PAGE].append(time.perf_counter() - begun)
            if starts:
                await race(tab, load)
            while not until.is_set():
                await asyncio.sleep(_THINKING_SECONDS)
                await timed(tab, load)
    except Exception as exc:
        load.problems.append(f"{type(exc).__name__}: {exc}")


async def race(tab: Tab, load: Load) -> None:
    """Start a race and watch it as a browser does, until it is over."""
    begun = time.perf_counter()
    await tab.press("Start training")
    while tab.live:  # while it goes on, a part of the page is drawn by itself
        for fragment, interval in tuple(tab.live.items()):
            await asyncio.sleep(interval)
            await timed(tab, load, fragment=fragment)
    load.races.append((begun, time.perf_counter()))


async def timed(tab: Tab, load: Load, *, fragment: str = "") -> None:
    """Let a page be drawn again, and note how long that took."""
    begun = time.perf_counter()
    await tab.run(fragment=fragment)
    load.seconds[RERUN].append(time.perf_counter() - begun)


async def crowd(url: str, choices: argparse.Namespace) -> Load:
    """Let all sessions come, and go when all races are over."""
    load, over = Load(), asyncio.Event()
    gap = choices.seconds / choices.sessions
    every = choices.sessions // max(choices.races, 1)
    visits = [
        asyncio.create_task(
            visit(url, load, arrives=number * gap, starts=number % every == 0, until=over)
        )
        for number in range(choices.sessions)
    ]
    while len(load.races) + len(load.problems) < choices.races:
        await asyncio.sleep(0.5)
    over.set()
    await asyncio.gather(*visits)
    return load


def main() -> None:
    """Run what the command line asks for."""
    choices = _parser().parse_args()
    peaks = Peaks()
    with serve() as server:
        server.wait_until_it_answers()
        time.sleep(choices.warm)
        with peaks.watching(server):
            load = asyncio.run(crowd(server.url.rstrip("/"), choices))
    print("| | p50, s | p95, s | most, s | measured |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for title, each in load.seconds.items():
        print(f"| {title} | {_row(each)} | {len(each)} |")
    races = load.race_seconds()
    print(f"| a race, from click to end | {_row(races)} | {len(races)} |")
    print(f"\nfailed sessions: {len(load.problems)} {load.problems[:3]}")
    print(f"a race was overtaken by so many that were asked for later: {load.overtakings()}")
    print(f"web process, the most: {peaks.megabytes[WEB]:.0f} MB")
    if choices.json:
        values: dict[str, Any] = {"seconds": load.seconds, "races": races}
        values |= {"failed": load.problems, "megabytes": peaks.megabytes}
        choices.json.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")


def _row(seconds: Sequence[float]) -> str:
    if len(seconds) < 2:
        return "– | – | –"
    cuts = statistics.quantiles(seconds, n=20, method="inclusive")
    return f"{cuts[9]:.2f} | {cuts[18]:.2f} | {max(seconds):.2f}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sessions", type=int, default=100, metavar="N")
    parser.add_argument("--races", type=int, default=20, metavar="N", help="of them start one")
    parser.add_argument("--seconds", type=float, default=10.0, help="within which they arrive")
    parser.add_argument(
        "--warm", type=float, default=_WARM_SECONDS, help="seconds between start and arrival"
    )
    parser.add_argument("--json", type=Path, metavar="FILE")
    return parser


if __name__ == "__main__":
    main()
