"""Say of recordings that the engine of today measures what the one measured that made them.

    git worktree add ../before COMMIT
    python tests/benchmarks/confirm_recordings.py ../before [NAME ...]

COMMIT is one in which the recordings are not stale.

A recording belongs to the engine that made it, and rewriting the engine without changing what it
does makes another one of it. So one training of each kind in a recording is trained by both: by the
one that made it, from a checkout of a commit that has it, and by that of today. They train side by
side on one machine, as another machine rounds otherwise, and a training from scratch then ends
elsewhere. Where both say the same, the recording gets the digest of today's engine. Where not, it
stays stale, and `record_lessons.py` or `record_faults.py` must make it anew.
"""

import argparse
import json
import math
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))  # so that it also runs as a file

from tests.lessons.recorded_faults import file_of  # noqa: E402
from transfer_demo.lessons.faults import FAULTS  # noqa: E402
from transfer_demo.lessons.recordings import read, recordings_folder, write  # noqa: E402
from transfer_demo.training.engine_version import engine_version  # noqa: E402

# Numbers with last digits; all others are counted.
LOSSES = ("train_loss", "val_loss", "logme", "leep")


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
    changed = []
    with ExitStack() as stack:
        both = [_said(stack, checkout, stale) for checkout in (chosen.before, ROOT)]
        for file, then, now in zip(stale, *both, strict=True):
            if len(now) == len(then) and all(map(same, now, then)):
                recording = read(file)
                write(replace(recording, machine={**recording.machine, "engine": today}), file)
                print(f"{file.stem}: the same", flush=True)
            else:
                changed.append(file.stem)
                print(f"{file.stem}: not the same", flush=True)
    if changed:
        sys.exit(f"These must be recorded again: {' '.join(changed)}")


def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Say whether two events tell the same: each answer alike, each loss to within a hundredth.

    Written in fewer operations, the same function has other last digits.
    """
    return one.keys() == other.keys() and all(
        value == other[name] or (name in LOSSES and math.isclose(value, other[name], rel_tol=0.01))
        for name, value in one.items()
    )


def _engine_of(checkout: Path) -> str:
    """Return the digest of the engine in a checkout, by the code that is there."""
    show = "from transfer_demo.training.engine_version import engine_version as e; print(e())"
    told = subprocess.run(
        [sys.executable, "-c", show], cwd=checkout, capture_output=True, text=True, check=True
    )
    return told.stdout.strip()


def _said(
    stack: ExitStack, checkout: Path, files: Sequence[Path]
) -> Iterator[list[Mapping[str, Any]]]:
    """Begin to train with the engine of a checkout; return, file by file, what is said then."""
    if not files:
        return iter(())
    script = ROOT / "tests" / "benchmarks" / "retrain.py"
    command = [sys.executable, str(script), str(checkout.resolve()), *(f.stem for f in files)]
    training = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    stack.callback(training.terminate)
    assert training.stdout
    return ([event for run in json.loads(line) for event in run] for line in training.stdout)


if __name__ == "__main__":
    main()
