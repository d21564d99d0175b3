"""How few images? Fine-tuning and training from scratch with ever more images of each class."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from transfer_demo.plan import FINE_TUNE, SCRATCH, ResolvedPlan
from transfer_demo.studies.label_curves import LabelsSaved as LabelsSaved
from transfer_demo.studies.label_curves import Match
from transfer_demo.studies.label_curves import read as read
from transfer_demo.studies.label_sizes import sizes as sizes
from transfer_demo.studies.level import Level
from transfer_demo.studies.paired import PairedTest, compare, corrected, named_test, tested
from transfer_demo.studies.tally import so_far
from transfer_demo.wording import counted


def plans(
    base: ResolvedPlan, *, sizes: Sequence[int], updates: Mapping[int, int]
) -> tuple[ResolvedPlan, ...]:
    """Return the plans of the study; per seed the largest size first, which takes longest.

    A smaller size takes a subset of the images of a larger one, so that the sizes can be compared.
    It is trained with as many updates: otherwise fewer images would also mean less training.

    Args:
        base: what does not vary is taken from it.
        sizes: training images per class, in any order.
        updates: for each seed how many updates an epoch of the largest size has. Each seed is a
            training of its own, and a split unless that is given.
    """
    largest = max(sizes)

    def plan(seed: int, size: int, arm: str) -> ResolvedPlan:
        # The largest has as many by itself, and so is the same training as in a race.
        held = base.updates_per_epoch if size == largest else updates[seed]
        return replace(base, seed=seed, train_per_class=size, updates_per_epoch=held, arms=(arm,))

    return tuple(
        plan(seed, size, arm)
        for seed in updates
        for size in sorted(set(sizes), reverse=True)
        for arm in (SCRATCH, FINE_TUNE)
    )


def quoted(result: LabelsSaved) -> Match | None:
    """Return the match to tell of: the one that saves the most images of each class.

    Saved is the size that scratch needs minus the size that fine-tuning has. Where scratch never
    gets there, at least the difference to its largest measured size is saved. Of equals, that case
    comes first, then the smaller size. Where nothing is saved, it is the match of the largest size.
    """
    if not result.matches:
        return None
    most = max(result.scratch)
    best = max(
        result.matches,
        key=lambda match: (
            round(saved(match, most), 9),
            match.crossing is None,
            -match.images_per_class,
        ),
    )
    nothing = best.crossing is not None and saved(best, most) <= 0
    return result.matches[-1] if nothing else best


def saved(match: Match, most: int) -> float:
    """Return how many images of each class a match saves at least, at `most` sizes measured."""
    found = match.crossing
    difference = (found.images if found else most) - match.images_per_class
    # "20 or fewer" is not more than anything.
    return min(difference, 0) if found and found.at_most else difference


def answer(result: LabelsSaved) -> tuple[str, ...]:
    """Say how many images fine-tuning saves, with the range over the seeds."""
    first = quoted(result)
    if first is None:
        arms = (("fine-tuning", result.fine_tune), ("scratch", result.scratch))
        only = [f"only {name} is measured" for name, curve in arms if curve]
        what = only[0] if only else "nothing is measured"
        return so_far([f"{what}: {result.tally.words}."], complete=False)
    second = _other_kind(first, result)
    told = [first] + ([second] if second else [])
    said = [sentence for match in told for sentence in _sentences(match, result)]
    if result.short_from is not None:
        said.append(
            f"From {_images(result.short_from)} on, a small class gives all that it has, which is "
            "fewer."
        )
    said += _doubts(told, result)
    if max(level.seeds for level in result.fine_tune.values()) == 1:
        said.append("This is one seed, one draw of the images: another can move it by a lot.")
    if not result.complete:
        said.append(f"{result.tally.words}.")
    return so_far(said, complete=result.complete)


def _other_kind(first: Match, result: LabelsSaved) -> Match | None:
    """Return what else is worth telling: where scratch still gets there, or no longer does."""
    most = max(result.scratch)
    if first.crossing is None:
        matched = [m for m in result.matches if m.crossing is not None and saved(m, most) > 0]
        return max(matched, key=lambda match: saved(match, most), default=None)
    return next((match for match in result.matches if match.crossing is None), None)


def _sentences(match: Match, result: LabelsSaved) -> list[str]:
    said = [_sentence(match, result)]
    comparison = _comparison(match, result)
    if match.crossing is not None and comparison:
        images = _images(match.images_per_class)
        said.append(f"With {images} for both, fine-tuning is {comparison.above('scratch')}.")
    return said


def _sentence(match: Match, result: LabelsSaved) -> str:
    size = _images(match.images_per_class)
    if match.crossing is None:
        return _never(match, result)
    if saved(match, max(result.scratch)) > 0:
        return f"With {size} fine-tuning reaches what scratch reaches with {_reached(match)}."
    return (
        f"Fine-tuning saves no images here: what it reaches with {size}, "
        f"scratch reaches with {_reached(match)}."
    )


def _best(curve: Mapping[int, Level]) -> int:
    """Return the size with the highest accuracy; of equals the smallest."""
    return max(curve, key=lambda size: (round(curve[size].mean, 9), -size))


def comparisons(result: LabelsSaved) -> dict[int, PairedTest]:
    """Compare each size of fine-tuning with what scratch has at best, if that is less.

    Where scratch gets there it is compared with as many images. What is told of is picked among all
    sizes, so their p-values are corrected together.
    """
    return corrected({match.images_per_class: _raw(match, result) for match in result.matches})


def _raw(match: Match, result: LabelsSaved) -> PairedTest | None:
    at = _best(result.scratch) if match.crossing is None else match.images_per_class
    other = result.scratch.get(at)
    return compare(match.level, other) if other else None


def _comparison(match: Match, result: LabelsSaved) -> PairedTest | None:
    """Return how a match compares, corrected.

    None where nothing is saved, and where what is to be compared is not measured with a same seed.
    """
    never = match.crossing is None
    if not never and saved(match, max(result.scratch)) <= 0:
        return None
    comparison = comparisons(result).get(match.images_per_class)
    # Of the seeds that both have, scratch may be the better one.
    return None if never and comparison and comparison.difference <= 0 else comparison


def _doubts(told: Sequence[Match], result: LabelsSaved) -> list[str]:
    """Say which test the p-values come from, and that the largest saving was picked."""
    compared = [_comparison(match, result) for match in told]
    found = tested([comparison for comparison in compared if comparison])
    said = [named_test(found)] if found else []
    if saved(told[0], max(result.scratch)) > 0 and len(result.matches) > 1:
        said.append(
            "The size told of is the one with the largest saving, so that looks a little larger "
            "than it is."
        )
    return said


def _never(match: Match, result: LabelsSaved) -> str:
    most, best = max(result.scratch), _best(result.scratch)
    have = (
        "the images you have" if most == result.sizes[-1] else f"{_images(most)}, the most so far"
    )
    seeds, got = len(match.per_seed), sum(found is not None for found in match.per_seed.values())
    comparison = _comparison(match, result)
    remarks = [comparison.doubt] if comparison else []
    remarks += [f"but in {got} of {seeds} seeds it does"] if got else []
    return (
        f"Scratch does not get there with {have}: fine-tuning is right on "
        f"{match.level.in_percent} with {_images(match.images_per_class)}, scratch on "
        f"{result.scratch[best].in_percent} at best, with {best}"
        + (f" ({'; '.join(remarks)})." if remarks else ".")
    )


def _reached(match: Match) -> str:
    """Write where a curve gets there, with what the number rests on."""
    assert match.crossing is not None
    remark = "; ".join(part for part in (match.crossing.remark, _over_seeds(match)) if part)
    return match.crossing.number + (f" ({remark})" if remark else "")


def _over_seeds(match: Match) -> str:
    """Say how far the seeds differ; empty with fewer than two."""
    seeds = len(match.per_seed)
    # "2 or fewer" is less than 2.
    reached = sorted(
        (found for found in match.per_seed.values() if found),
        key=lambda found: (found.images, not found.at_most),
    )
    if seeds < 2:
        return ""
    if not reached:
        return f"in none of the {seeds} seeds alone"
    low, high = (found.number.removeprefix("about ") for found in (reached[0], reached[-1]))
    span = low if low == high else f"{low} to {high}"
    span += ", interpolated" if any(found.interpolated for found in reached) else ""
    if len(reached) == seeds:
        return f"over the seeds {span}"
    return f"over the seeds {span}, and in {seeds - len(reached)} of {seeds} not at all"


def _images(number: int) -> str:
    return f"{counted(number, 'image')} a class"


def guess_answer(result: LabelsSaved, guessed: int | None) -> str:
    """Say how a guess of the images compares; empty without one.

    It is of the images with which fine-tuning reaches what scratch reaches with all.
    """
    needed = result.needed
    if needed is None or guessed is None:
        return ""
    goal = f"what scratch reaches with all {needed.images_per_class} a class"
    if needed.crossing is None:
        most = _images(max(result.fine_tune))
        found = f"Fine-tuning does not reach {goal}, not even with {most}."
    else:
        found = f"Fine-tuning needs {_reached(needed)} to reach {goal}."
    return f"You guessed {_images(guessed)}. {so_far([found], complete=result.complete)[0]}"
