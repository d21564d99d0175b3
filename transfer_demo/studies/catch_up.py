"""Does scratch catch up? Training from scratch for ever more epochs, beside one fine-tuning."""

from collections.abc import Sequence
from dataclasses import replace

from transfer_demo.plan import FINE_TUNE, SCRATCH, ResolvedPlan
from transfer_demo.studies.catch_up_result import FACTORS as FACTORS
from transfer_demo.studies.catch_up_result import NEVER as NEVER
from transfer_demo.studies.catch_up_result import CatchUp as CatchUp
from transfer_demo.studies.catch_up_result import read as read
from transfer_demo.studies.paired import named_test, tested
from transfer_demo.studies.tally import so_far
from transfer_demo.wording import counted, seconds, times_the_epochs


def plans(base: ResolvedPlan, *, seeds: Sequence[int]) -> tuple[ResolvedPlan, ...]:
    """Return the plans of the study: per seed both arms alike, then scratch from long to short.

    So the first comparison comes soon, and two workers end together.

    Args:
        base: what does not vary is taken from it.
        seeds: the seeds, each a training of its own, and a split unless that is given.
    """
    first, *longer = FACTORS
    return tuple(plan for seed in seeds for plan in _of_seed(base, seed, (first, *longer[::-1])))


def _of_seed(base: ResolvedPlan, seed: int, factors: Sequence[int]) -> list[ResolvedPlan]:
    # How long scratch trains changes nothing for fine-tuning, so its plan says the usual.
    tuned = replace(base, seed=seed, arms=(FINE_TUNE,), scratch_epochs_factor=1)
    scratch = replace(tuned, arms=(SCRATCH,))
    return [tuned, *(replace(scratch, scratch_epochs_factor=factor) for factor in factors)]


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
            "Caught up means no longer below, in the mean over the seeds, with so many epochs and "
            "with all that are more: chance can bring that about too early or too late."
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
        return f"Scratch is not below fine-tuning with as many epochs ({cost}{remark})."
    if result.caught:
        longer, shorter = f"{factor} times the epochs", _told(result)[1:]
        if all(result.comparisons[before].beyond_chance for before in shorter):
            return f"Scratch needs {longer} to catch up with fine-tuning ({cost}{remark})."
        return (
            f"With {longer} scratch is no longer below fine-tuning ({cost}{remark}); whether fewer "
            "are enough, these images cannot tell."
        )
    most = "" if factor == result.factors[-1] else ", the most so far"
    within = "with as many epochs" if factor == 1 else f"within {factor} times the epochs"
    if result.comparisons[factor].beyond_chance:
        return f"Scratch does not catch up {within}{most} ({cost}{remark})."
    return f"Whether scratch catches up {within}{most}, these images cannot tell ({cost}{remark})."


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
    """Name the shorter trainings that were not below fine-tuning already; empty where none was."""
    below = [n for n in result.comparisons if not result.reaches(n)]
    early = [n for n in result.comparisons if result.reaches(n) and n < max(below, default=0)]
    if not early:
        return ""
    return (
        f"With {' and '.join(map(str, early))} times the epochs it was not below either, but with "
        f"{max(below)} times it is."
    )


def guess_answer(result: CatchUp, guessed: int | None) -> str:
    """Say how a guess of the times the epochs, 0 for never, compares; empty without one."""
    if guessed is None or not result.comparisons:
        return ""
    caught, most = result.caught, max(result.comparisons)
    if caught:
        found = f"it is no longer below with {times_the_epochs(caught)}"
    elif result.comparisons[most].beyond_chance:
        found = f"it does not, not even with {times_the_epochs(most)}"
    else:
        found = f"it is below with {times_the_epochs(most)}, which may be chance"
    so_far_said = "" if result.complete else "so far "
    return f"You guessed that scratch {guess_words(guessed)}. As measured, {so_far_said}{found}."


def guess_words(guessed: int) -> str:
    """Return a guess as the rest of a sentence about scratch."""
    if guessed == NEVER:
        return f"does not catch up within {FACTORS[-1]} times the epochs"
    return f"catches up with {times_the_epochs(guessed)}"
