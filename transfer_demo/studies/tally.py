"""How far a study is: how many of its cells are done, and what became of the others."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from transfer_demo.studies.cell import Cell
from transfer_demo.studies.level import Level


@dataclass(frozen=True, kw_only=True)
class StudyProgress:
    """The cells of a study, counted. `messages` say why some failed, each sentence once."""

    planned: int
    done: int
    stopped: int
    failed: int
    deleted: int = 0
    messages: tuple[str, ...] = ()

    def is_complete(self, levels: Iterable[Level | None], *, seeds: int) -> bool:
        """Say whether everything is done, and each of these levels measured with so many seeds."""
        measured = all(level is not None and level.seeds == seeds for level in levels)
        return self.done == self.planned and measured

    @property
    def words(self) -> str:
        """How far it is: "7 of 11 are done, 1 was stopped"."""
        parts = [f"{self.done} of {self.planned} {'is' if self.done == 1 else 'are'} done"]
        if self.deleted:
            parts.append(f"{self.deleted} {'was' if self.deleted == 1 else 'were'} deleted")
        if self.stopped:
            parts.append(f"{self.stopped} {'was' if self.stopped == 1 else 'were'} stopped")
        if self.failed:
            parts.append(f"{self.failed} failed")
        reason = f" ({' '.join(self.messages)})" if self.messages else ""
        return ", ".join(parts) + reason


def seeds_of(cells: Sequence[Cell]) -> tuple[int, ...]:
    """Return the seeds of a study, ascending.

    Raises:
        ValueError: there are no cells.
    """
    if not cells:
        raise ValueError("A study has at least one cell.")
    return tuple(sorted({cell.plan.seed for cell in cells}))


def tally(cells: Sequence[Cell]) -> StudyProgress:
    """Count the cells by what became of them."""
    ends = [cell.history.finished for cell in cells if cell.history.finished and not cell.deleted]
    outcomes = Counter(end.outcome for end in ends)
    return StudyProgress(
        planned=len(cells),
        done=outcomes["done"],
        stopped=outcomes["stopped"],
        failed=outcomes["failed"],
        deleted=sum(cell.deleted for cell in cells),
        messages=tuple(
            dict.fromkeys(end.message for end in ends if end.outcome == "failed" and end.message)
        ),
    )


def so_far(sentences: Sequence[str], *, complete: bool) -> tuple[str, ...]:
    """Let the first sentence begin with "So far" while the study is not complete."""
    first, *others = sentences
    return (first if complete else f"So far, {_small(first)}", *others)


def _small(sentence: str) -> str:
    """Return a sentence as it goes on after a comma; names that begin it stay as they are."""
    first = sentence.split(maxsplit=1)[0]
    # "EfficientNet-Lite0", "LogME": a capital, a digit or nothing but capitals further on.
    return sentence if first[1:] != first[1:].lower() else sentence[:1].lower() + sentence[1:]
