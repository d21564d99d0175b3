"""How long one waits for the app: `python tests/benchmarks/app_latency.py`.

From its start to the first page, and, when it is warm, from the click on "Start training" to the
first point of a curve on the screen.
"""

import argparse
import json
import statistics
import sys
import time
from pathlib import Path
from urllib.parse import parse_qsl

# A script sees only its own folder; the packages stand two above.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from playwright.sync_api import Browser

from tests.benchmarks.app.browser import Lab, chromium
from tests.benchmarks.app.server import Server, serve

ANSWER = "start of the app to the first answer of its address"
PAGE = "start of the app to the Lab on the screen"
COLD_CLICK = "first click to the first point, the app just started"
WARM_CLICK = "click to the first point, the app warm"


def main() -> None:
    """Run what the command line asks for."""
    choices = _parser().parse_args()
    seconds: dict[str, list[float]] = {ANSWER: [], PAGE: [], COLD_CLICK: [], WARM_CLICK: []}
    link = dict(parse_qsl(choices.link))
    with chromium() as browser:
        for _ in range(choices.starts):
            with serve() as server:
                seconds[ANSWER].append(server.wait_until_it_answers())
                lab = Lab(browser, server.url)
                lab.open(**link)
                seconds[PAGE].append(time.perf_counter() - server.started)
                seconds[COLD_CLICK].append(_click(lab))
                seconds[WARM_CLICK] += _warm_clicks(browser, server, link, choices.clicks)
    print("| from ... to ... | median, s | least, s | most, s | measured |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for title, each in seconds.items():
        if each:
            low, middle, high = min(each), statistics.median(each), max(each)
            print(f"| {title} | {middle:.2f} | {low:.2f} | {high:.2f} | {len(each)} |")
    if choices.json:
        values = {"link": choices.link, "seconds": seconds}
        choices.json.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")


def _warm_clicks(
    browser: Browser, server: Server, link: dict[str, str], clicks: int
) -> list[float]:
    """Click in one fresh tab after the other; the workers have trained before."""
    waited = []
    for _ in range(clicks):
        lab = Lab(browser, server.url)
        lab.open(**link)
        waited.append(_click(lab))
    return waited


def _click(lab: Lab) -> float:
    waited = lab.seconds_to_first_point()
    lab.stop()  # what comes after the first point is not asked here
    lab.close()
    return waited


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--starts", type=int, default=3, metavar="N", help="starts of the app")
    parser.add_argument("--clicks", type=int, default=3, metavar="N", help="warm clicks per start")
    parser.add_argument(
        "--link",
        default="",
        metavar="QUERY",
        help='choices as in a link of the Lab: "epochs=3&image_size_px=64"; default: the usual',
    )
    parser.add_argument("--json", type=Path, metavar="FILE")
    return parser


if __name__ == "__main__":
    main()
