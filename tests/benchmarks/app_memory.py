"""How much memory the app holds after each of ten runs: `python tests/benchmarks/app_memory.py`.

It starts the app, opens the Lab in Chromium and presses "Start training" again and again.
"""

import argparse
import json
import sys
from pathlib import Path
from urllib.parse import parse_qsl

# A script sees only its own folder; the packages stand two above.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks.app.browser import Lab, chromium
from tests.benchmarks.app.memory import SCHEDULER, WEB, WORKER, Peaks, memory
from tests.benchmarks.app.server import serve

ROLES = (WEB, SCHEDULER, WORKER)


def main() -> None:
    """Run what the command line asks for."""
    choices = _parser().parse_args()
    print(f"| after run | {' | '.join(f'{role}, MB' for role in ROLES)} |", flush=True)
    print("| --- | ---: | ---: | ---: |", flush=True)
    after: list[dict[str, float]] = []
    peaks = Peaks()
    with serve() as server, chromium() as browser:
        server.wait_until_it_answers()
        lab = Lab(browser, server.url)
        with peaks.watching(server):
            for run in range(choices.runs + 1):
                lab.open(**dict(parse_qsl(choices.link)))
                if run:
                    lab.start()
                    lab.finish()
                after.append(memory(server))
                _print(str(run), after[-1])
    _print("most at any time", peaks.megabytes)
    if choices.json:
        values = {"link": choices.link, "after_run": after, "peak": peaks.megabytes}
        choices.json.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")


def _print(title: str, held: dict[str, float]) -> None:
    print(f"| {title} | {' | '.join(f'{held[role]:.0f}' for role in ROLES)} |", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=10, metavar="N")
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
