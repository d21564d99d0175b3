"""Say how clear the signs of the faults of Break it are, in the trainings that were recorded.

    python tests/benchmarks/fault_signs.py

The limits in lessons/symptoms.py are chosen by what this prints: a table in Markdown, a line for
each sign.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))  # so that it also runs as a file

from tests.lessons.recorded_faults import SEEDS, Pair, pairs  # noqa: E402
from transfer_demo.lessons.faults import FAULTS, Fault  # noqa: E402
from transfer_demo.lessons.symptoms import SIGNS, Sign  # noqa: E402


def main() -> None:
    """Print the table."""
    print(_row("fault", "sign", "limit", *(f"seed {seed}" for seed in SEEDS)))
    print(_row("---", "---", "---:", *("---:" for _ in SEEDS)))
    for fault in FAULTS:
        print("\n".join(_rows(fault, pairs(fault))))


def _rows(fault: Fault, trained: Sequence[Pair]) -> Iterator[str]:
    for sign in SIGNS[fault.name]:
        measured = (sign.measure(pair.broken, pair.repaired) for pair in trained)
        yield _row(fault.name, sign.name, _limit(sign), *(f"{value:.2f}" for value in measured))
    seconds = (f"{_longer(pair):.0f} s" for pair in trained)
    yield _row(fault.name, "seconds of the longer run", "", *seconds)


def _limit(sign: Sign) -> str:
    return f"<= {sign.at_most:.2f}" if sign.at_most < float("inf") else f">= {sign.at_least:.2f}"


def _longer(pair: Pair) -> float:
    arms = [arm for history in pair for arm in history.arms.values()]
    return max(arm.finished.seconds for arm in arms if arm.finished)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
