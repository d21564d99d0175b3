"""Which CNN? Scores from one look at the images, and what fine-tuning then really gives."""

import math
from collections.abc import Sequence
from dataclasses import replace

from transfer_demo.backbones.catalogue import CATALOGUE, get
from transfer_demo.plan import FINE_TUNE, SCORE, ResolvedPlan, default_frozen_stages
from transfer_demo.studies.paired import PairedTest, cautions, compare, compare_best
from transfer_demo.studies.ranking import PREDICTORS, SCORES, Ranked
from transfer_demo.studies.ranking import BackboneRanks as BackboneRanks
from transfer_demo.studies.ranking import read as read
from transfer_demo.studies.tally import so_far


def score_plans(
    base: ResolvedPlan, *, names: Sequence[str], seeds: Sequence[int]
) -> tuple[ResolvedPlan, ...]:
    """Return the plans that look at the images once through each frozen network.

    Args:
        base: what does not vary is taken from it.
        names: backbones of the catalogue.
        seeds: the seeds, each a split of its own unless that is given.
    """
    return tuple(
        replace(base, seed=seed, backbone=name, frozen_stages=len(get(name).stages), arms=(SCORE,))
        for seed in seeds
        for name in names
    )


def train_plans(
    base: ResolvedPlan, *, names: Sequence[str], seeds: Sequence[int]
) -> tuple[ResolvedPlan, ...]:
    """Return the plans that fine-tune each network, each at its default depth.

    Args:
        base: what does not vary is taken from it.
        names: backbones of the catalogue.
        seeds: the seeds, each a training of its own, and a split unless that is given.
    """
    return tuple(
        replace(
            base,
            seed=seed,
            backbone=name,
            frozen_stages=default_frozen_stages(len(get(name).stages)),
            arms=(FINE_TUNE,),
        )
        for seed in seeds
        for name in names
    )


def trained(result: BackboneRanks) -> list[Ranked]:
    """Return the networks that are fine-tuned, the best first."""
    # Of equals the smallest one, as `BackboneRanks.best` has it.
    found = [row for row in result.rows if row.actual]
    return sorted(found, key=lambda row: (row.actual_rank or math.inf, row.parameters))


def comparisons(result: BackboneRanks) -> dict[str, PairedTest]:
    """Compare the best network with each of the others, by their names.

    It was picked among all of them, so the p-values are corrected for all pairs.
    """
    levels = {row.name: row.actual for row in trained(result) if row.actual}
    return compare_best(next(iter(levels)), levels) if levels else {}


def told_apart(result: BackboneRanks) -> bool:
    """Say whether the best network is ahead of another one by more than chance."""
    return any(comparison.beyond_chance for comparison in comparisons(result).values())


def correlations(result: BackboneRanks) -> dict[str, float]:
    """Return the rank correlation of each predictor that has one with the measured order.

    None has where the networks are not told apart: the order itself may then be chance.
    """
    if not told_apart(result):
        return {}
    return {name: rho for name, rho in result.correlations.items() if rho is not None}


def answer(result: BackboneRanks) -> tuple[str, ...]:
    """Say which network was best, whether beyond noise, and how well each score predicted it."""
    rows = trained(result)
    said = _best(result, rows) if rows else _favourites(result)
    said += _predictions(result, len(rows)) if len(rows) > 1 else []
    if result.tally.done < result.tally.planned:
        said.append(f"{result.tally.words}.")
    return so_far(said, complete=result.complete)


def _best(result: BackboneRanks, rows: Sequence[Ranked]) -> list[str]:
    first, *others = rows
    assert first.actual is not None
    said = [f"{first.title} is best: {first.actual.words}."]
    comparison = comparisons(result).get(others[0].name) if others else None
    if comparison:
        alike = sum(row.actual_rank == others[0].actual_rank for row in others) > 1
        place = "one of those in second place" if alike else "the second"
        said.append(f"It is {comparison.above(f'{others[0].title}, {place}')}.")
        said += cautions([comparison])
    return said


def _favourites(result: BackboneRanks) -> list[str]:
    """Say whom each score puts first, while nothing is trained."""
    if not any(row.ranks for row in result.rows):
        return ["No network is scored or fine-tuned."]
    firsts: dict[str, list[str]] = {}
    for name, title in SCORES.items():
        ranked = [row for row in result.rows if name in row.ranks]
        highest = min((row.ranks[name] for row in ranked), default=0)
        leaders = [row.title for row in ranked if row.ranks[name] == highest]
        if leaders:
            firsts.setdefault(" and ".join(leaders), []).append(title)
    said = [f"{leaders} by {' and '.join(scores)}" for leaders, scores in firsts.items()]
    return [f"First is {'; '.join(said)}.", "None is fine-tuned yet."]


def _predictions(result: BackboneRanks, networks: int) -> list[str]:
    """Say how well each score predicted the order, and how little that means for few networks."""
    if all(rho is None for rho in result.correlations.values()):
        return ["A rank correlation needs three networks that differ, so none is given."]
    if not told_apart(result):
        return [
            "The best is ahead of none by more than chance, so the order that was measured may be "
            "chance as well, and a rank correlation with it would say nothing."
        ]
    parts = [f"{rho:.2f} for {PREDICTORS[name]}" for name, rho in correlations(result).items()]
    said = [
        f"Rank correlation of prediction and result (1: same order, -1: reversed): "
        f"{', '.join(parts)}."
    ]
    if networks < 5:
        orders = math.factorial(networks)
        said.append(
            f"A rank correlation of {networks} networks says little: blind guessing gets the whole "
            f"order right in 1 of {orders} cases."
        )
    elif networks < 10:
        said.append(f"A rank correlation of only {networks} networks is a rough number.")
    return said


def guess_answer(result: BackboneRanks, bet: str | None) -> str:
    """Say how a bet on a network compares with the best; empty without one."""
    rows = trained(result)
    if not rows or bet is None or bet not in CATALOGUE:
        return ""
    best, said = rows[0], f"You bet on {get(bet).title}."
    row = next((row for row in rows if row.name == bet), None)
    was = f"Best {'was' if result.complete else 'so far is'} {best.title}"
    if row is None or row.actual is None or best.actual is None:
        return f"{said} It is not fine-tuned yet. {was}."
    if row.actual_rank == best.actual_rank:
        level = sum(other.actual_rank == best.actual_rank for other in rows)
        which = "the best" if level == 1 else f"one of the {level} that are level at the top"
        return f"{said} {'That was' if result.complete else 'So far, that is'} {which}."
    comparison = compare(best.actual, row.actual)
    return f"{said} {was}, {comparison.difference_words}." if comparison else f"{said} {was}."
