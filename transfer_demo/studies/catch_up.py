"""Does scratch catch up? Training from scratch for ever more epochs, beside one fine-tuning."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from transfer_demo.plan import FINE_TUNE, SCRATCH, Plan
from transfer_demo.studies.cell import Cell
from transfer_demo.studies.level import Level, levels
from transfer_demo.studies.noise import Comparison, compare, corrected, named_test, tested
from transfer_demo.studies.tally import Tally, so_far, tally
from transfer_demo.wording import counted, seconds, times_the_epochs

# How many times the epochs of fine-tuning scratch gets, in trainings of their own.
FACTORS: Final = (1, 2, 4, 8, 16)
NEVER: Final = 0
# Means of the same shares, added up in another order, differ in the last digit.
_EQUAL: Final = 1e-9


def plans(base: Plan, *, seeds: Sequence[int]) -> tuple[Plan, ...]:
    """Return the plans of the study: per seed both arms alike, then scratch from long to short.

    So the first comparison comes soon, and two workers end together.

    Args:
        base: a resolved plan; what does not vary is taken from it.
        seeds: the seeds, each a training of its own, and a split unless that is given.
    """
    first, *longer = FACTORS
    return tuple(plan for seed in seeds for plan in _of_seed(base, seed, (first, *longer[::-1])))


def _of_seed(base: Plan, seed: int, factors: Sequence[int]) -> list[Plan]:
    # How long scratch trains changes nothing for fine-tuning, so its plan says the usual.
    tuned = replace(base, seed=seed, arms=(FINE_TUNE,), scratch_epochs_factor=1)
    scratch = replace(tuned, arms=(SCRATCH,))
    return [tuned, *(replace(scratch, scratch_epochs_factor=factor) for factor in factors)]


@dataclass(frozen=True, kw_only=True)
class CatchUp:
    """What the study has measured: fine-tuning, and scratch by its times the epochs, ascending.

    `epochs` are those of fine-tuning. `complete` is whether all was measured with every seed.
    """

    backbone: str
    epochs: int
    seeds: tuple[int, ...]
    factors: tuple[int, ...]
    fine_tune: Level | None
    scratch: Mapping[int, Level]
    tally: Tally
    complete: bool

    @property
    def comparisons(self) -> Mapping[int, Comparison]:
        """Scratch minus fine-tuning at each length, on the seeds that both have, corrected."""
        tuned = self.fine_tune
        return corrected({n: compare(s, tuned) for n, s in self.scratch.items()} if tuned else {})

    def reaches(self, factor: int) -> bool | None:
        """Say whether scratch is not below fine-tuning at this length; None while nobody knows."""
        comparison = self.comparisons.get(factor)
        return comparison.difference >= -_EQUAL if comparison else None

    @property
    def caught(self) -> int | None:
        """The smallest measured length at which scratch is not below fine-tuning, or None."""
        return next((factor for factor in self.scratch if self.reaches(factor)), None)

    @property
    def per_seed(self) -> Mapping[int, int | None]:
        """The same of each seed alone, of those with which all measured lengths were measured."""
        tuned = {run.seed: run.accuracy for run in self.fine_tune.runs} if self.fine_tune else {}
        curves = {
            factor: {run.seed: run.accuracy for run in level.runs}
            for factor, level in self.scratch.items()
        }
        return {
            seed: next((n for n, runs in curves.items() if runs[seed] >= goal - _EQUAL), None)
            for seed, goal in tuned.items()
            if curves and all(seed in runs for runs in curves.values())
        }


def read(cells: Sequence[Cell]) -> CatchUp:
    """Return what the cells of the study have measured, in whatever order they come.

    Raises:
        ValueError: there are no cells.
    """
    if not cells:
        raise ValueError("A study has at least one cell.")
    measured = levels(cells, lambda cell: _place(cell.plan))
    factors = tuple(sorted({_place(cell.plan) for cell in cells} - {NEVER}))
    seeds = tuple(sorted({cell.plan.seed for cell in cells}))
    progress = tally(cells)
    wanted = [measured.get(place) for place in (NEVER, *factors)]
    return CatchUp(
        backbone=cells[0].plan.backbone,
        epochs=cells[0].plan.epochs,
        seeds=seeds,
        factors=factors or FACTORS,
        fine_tune=measured.get(NEVER),
        scratch={factor: measured[factor] for factor in factors if factor in measured},
        tally=progress,
        complete=progress.done == progress.planned
        and all(level is not None and level.seeds == len(seeds) for level in wanted),
    )


def _place(plan: Plan) -> int:
    """Return how many times the epochs a plan gives to scratch, and 0 for fine-tuning."""
    return plan.scratch_epochs_factor if plan.arms == (SCRATCH,) else NEVER


def answer(result: CatchUp) -> tuple[str, ...]:
    """Say with how many times the epochs scratch is as good as fine-tuning, and what that costs."""
    compared = result.comparisons
    if not compared:
        arms = (("fine-tuning", result.fine_tune), ("scratch", result.scratch))
        only = [f"only {name} is measured" for name, level in arms if level]
        both = "no seed is measured with both"
        what = both if len(only) == 2 else "".join(only) or "nothing is measured"
        return so_far([f"{what}: {result.tally.words}."], complete=False)
    told = _told(result)
    said = [_headline(result, told[0]), *_stands(result)]
    if relapsed := _relapsed(result):
        said.append(relapsed)
    found = tested([compared[factor] for factor in told])
    said += [named_test(found)] if found else []
    if result.caught:
        said.append(
            "Caught up means no longer below, in the mean over the seeds: chance can bring that "
            "about too early or too late."
        )
    if len(result.seeds) == 1:
        said.append("This is one seed: another can move the answer by a step or two.")
    if not result.complete:
        said.append(f"{result.tally.words}.")
    return so_far(said, complete=result.complete)


def _told(result: CatchUp) -> list[int]:
    """Return the lengths that are told of: the one that counts, and then the one before it."""
    measured = list(result.comparisons)
    place = measured.index(result.caught) if result.caught else len(measured) - 1
    return measured[max(place - 1, 0) : place + 1][::-1]


def _headline(result: CatchUp, factor: int) -> str:
    tuned, level = result.fine_tune, result.scratch[factor]
    assert tuned is not None
    cost = f"{seconds(level.seconds)} against {seconds(tuned.seconds)}"
    remark = f"; {seeds}" if (seeds := _over_seeds(result)) else ""
    if result.caught == 1:
        return f"Scratch needs no more epochs than fine-tuning ({cost}{remark})."
    if result.caught:
        longer = f"{factor} times the epochs"
        return f"Scratch needs {longer} to catch up with fine-tuning ({cost}{remark})."
    most = "" if factor == result.factors[-1] else ", the most so far"
    if factor == 1:
        return f"Scratch does not catch up with as many epochs{most} ({cost}{remark})."
    return f"Scratch does not catch up within {factor} times the epochs{most} ({cost}{remark})."


def _over_seeds(result: CatchUp) -> str:
    """Say how far the seeds differ; empty with fewer than two."""
    alone = result.per_seed
    reached = sorted(factor for factor in alone.values() if factor)
    if len(alone) < 2:
        return ""
    if not reached:
        return f"in none of the {len(alone)} seeds alone" if result.caught else ""
    if not result.caught:
        return f"but in {len(reached)} of {len(alone)} seeds alone it does"
    low, high = reached[0], reached[-1]
    span = times_the_epochs(low) if low == high else f"{low} to {high} times"
    missing = len(alone) - len(reached)
    if not missing:
        return f"over the seeds {span}"
    return f"over the seeds {span}, and in {missing} of {len(alone)} not at all"


def _stands(result: CatchUp) -> list[str]:
    """Say what both are right on, and how far the length before it still was from that."""
    factor, *before = _told(result)
    tuned, compared = result.fine_tune, result.comparisons
    assert tuned is not None
    said = [
        f"Scratch is right on {result.scratch[factor].in_percent} after "
        f"{counted(factor * result.epochs, 'epoch')}, fine-tuning on {tuned.in_percent} after "
        f"{result.epochs}: scratch is {compared[factor].above('fine-tuning')}."
    ]
    said += [
        f"After {counted(shorter * result.epochs, 'epoch')} it is "
        f"{compared[shorter].above('fine-tuning')}."
        for shorter in before
    ]
    return said


def _relapsed(result: CatchUp) -> str:
    """Name the longer trainings that are below fine-tuning again; empty where none is."""
    caught = result.caught
    again = [n for n in result.comparisons if caught and n > caught and not result.reaches(n)]
    if not again:
        return ""
    return f"With {' and '.join(map(str, again))} times the epochs it is below fine-tuning again."


def guess_answer(result: CatchUp, guess: Mapping[str, Any] | None) -> str:
    """Say how a guess, {"scratch_epochs_factor": number, 0 for never}, compares; or nothing."""
    guessed = (guess or {}).get("scratch_epochs_factor")
    if isinstance(guessed, bool) or not isinstance(guessed, int) or not result.comparisons:
        return ""
    caught, most = result.caught, max(result.comparisons)
    if caught:
        found = f"it catches up with {times_the_epochs(caught)}"
    else:
        found = f"it does not, not even with {times_the_epochs(most)}"
    so_far_said = "" if result.complete else "so far "
    return f"You guessed that scratch {guess_words(guessed)}. As measured, {so_far_said}{found}."


def guess_words(guessed: int) -> str:
    """Return a guess as the rest of a sentence about scratch."""
    if guessed == NEVER:
        return f"does not catch up within {FACTORS[-1]} times the epochs"
    return f"catches up with {times_the_epochs(guessed)}"
