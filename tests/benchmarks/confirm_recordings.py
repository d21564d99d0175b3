"""Say of recordings that the engine of today measures what the one measured that made them.

    git worktree add ../before COMMIT
    python tests/benchmarks/confirm_recordings.py ../before [NAME ...]

COMMIT is one in which the recordings are not stale.

A recording belongs to the engine that made it, and rewriting the engine without changing what it
does makes another one of it. So one training of each kind in a recording is trained by both: by the
one that made it, from a checkout of a commit that has it, and by that of today. They train side by
side on one machine, as another machine rounds otherwise, and a training from scratch then ends
elsewhere. Where all say the same, to the last digit, the recordings get the digest of today's
engine. Where not, they stay stale, and `record_lessons.py` or `record_faults.py` makes them anew.
What no recording has, as a linear probe or activations that trainings share, is trained in small.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))  # so that it also runs as a file

from tests.lessons.recorded_faults import file_of  # noqa: E402
from transfer_demo.lessons.faults import FAULTS  # noqa: E402
from transfer_demo.lessons.recordings import read, recordings_folder, write  # noqa: E402
from transfer_demo.training.engine_version import engine_version  # noqa: E402

# What no recording has, in small; see `retrain.py`.
OTHERS = "others"

Told = list[Mapping[str, Any]]


def main() -> None:
    """Confirm what is named, or every recording that is stale; fail if one has changed."""
    files = [*sorted(recordings_folder().glob("*.json")), *map(file_of, FAULTS)]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("before", type=Path, help="a checkout with the engine that made them")
    known = [file.stem for file in files]
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of: {', '.join(known)}")
    chosen = parser.parse_args()
    if unknown := set(chosen.names) - set(known):
        parser.error(f"There is no recording {', '.join(sorted(unknown))}.")
    today, before = engine_version(), _engine_of(chosen.before)
    stale = [
        file
        for file in files
        if file.stem in (chosen.names or known) and read(file).machine.get("engine") != today
    ]
    if strange := [file.stem for file in stale if read(file).machine.get("engine") != before]:
        sys.exit(f"{chosen.before} has another engine than the one of: {', '.join(strange)}")
    if not stale:
        return
    changed = []
    with ExitStack() as stack:
        names = [OTHERS, *(file.stem for file in stale)]
        both = [_said(stack, checkout, names) for checkout in (chosen.before, ROOT)]
        for name, then, now in zip(names, *both, strict=True):
            is_same = same(then, now)
            print(f"{name}: {'the same' if is_same else 'not the same'}", flush=True)
            changed += [] if is_same else [name]
    if changed:
        sys.exit(f"Nothing is confirmed, because these are not the same: {' '.join(changed)}")
    for file in stale:
        recording = read(file)
        confirmed = {"engine": today, "confirmed": datetime.now(UTC).date().isoformat()}
        write(replace(recording, machine={**recording.machine, **confirmed}), file)


def same(then: Told, now: Told) -> bool:
    """Say whether all trainings reached their end with both engines, and told the same numbers."""
    ends = [event for event in then if event["kind"] == "finished"]
    whole = bool(ends) and all(end["outcome"] == "done" for end in ends)
    # What events of today could say besides, and do not, is no difference.
    told = [
        {name: value for name, value in event.items() if value or name in earlier}
        for earlier, event in zip(then, now, strict=False)
    ]
    return whole and len(then) == len(now) and then == told


def _engine_of(checkout: Path) -> str:
    """Return the digest of the engine in a checkout, by the code that is there."""
    show = "from transfer_demo.training.engine_version import engine_version as e; print(e())"
    told = subprocess.run(
        [sys.executable, "-c", show], cwd=checkout, stdout=subprocess.PIPE, text=True, check=True
    )
    return told.stdout.strip()


def _said(stack: ExitStack, checkout: Path, names: Sequence[str]) -> Iterator[Told]:
    """Begin to train with the engine of a checkout; return, name by name, what is said then."""
    script = ROOT / "tests" / "benchmarks" / "retrain.py"
    command = [sys.executable, str(script), str(checkout.resolve()), *names]
    training = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    stack.callback(training.terminate)
    assert training.stdout
    return ([event for run in json.loads(line) for event in run] for line in training.stdout)


if __name__ == "__main__":
    main()
