"""What only studies choose, in a link: seeds, further ways to train, and which networks."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from transfer_demo.backbones.catalogue import CATALOGUE
from transfer_demo.plan import Plan
from transfer_demo.studies.asking import available
from transfer_demo.studies.cell import Cell
from transfer_demo.studies.freeze import VARIANTS
from transfer_demo.studies.seeds import SEEDS, USUAL_SEEDS

PARAMETERS: Final = ("seeds", "variants", "backbones")


def usual_choices() -> dict[str, Any]:
    """Return what is chosen unless somebody chooses something else, by the names of choices."""
    return _choices(USUAL_SEEDS, variants=(), backbones=available())


def to_query(choice: Mapping[str, Any]) -> dict[str, str]:
    """Return the parameters of a link to these choices; what is usual is left out."""
    variants = [name for name in VARIANTS if choice[f"variant_{name}"]]
    query = {"seeds": str(choice["seeds"])} if choice["seeds"] != USUAL_SEEDS else {}
    if variants:
        query["variants"] = ",".join(variants)
    if list(choice["backbones"]) != list(available()):
        query["backbones"] = ",".join(choice["backbones"])
    return query


def from_query(query: Mapping[str, str]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the choices of a link, and a sentence for each that could not be taken."""
    notes: list[str] = []
    seeds: Any = query.get("seeds", str(USUAL_SEEDS))
    if not re.fullmatch(r"[0-9]{1,9}", seeds) or SEEDS.problem(int(seeds)):
        notes.append(
            f"Seeds in the link must be a whole number, {SEEDS.limits}; {USUAL_SEEDS} is used."
        )
        seeds = USUAL_SEEDS
    variants = _known("variants", query, VARIANTS, notes)
    backbones = _known("backbones", query, CATALOGUE, notes) or available()
    return _choices(int(seeds), variants=variants, backbones=backbones), tuple(notes)


def of_study(seeds: Sequence[int], cells: Sequence[Cell]) -> dict[str, Any]:
    """Return the choices with which a study was started."""
    plans = [cell.plan for cell in cells]
    full = [vars(plan) for plan in plans if plan.frozen_stages == 0]
    variants = [
        name
        for name, change in VARIANTS.items()
        if any(change.items() <= plan.items() for plan in full) and not _all_have(change, plans)
    ]
    networks = list(dict.fromkeys(plan.backbone for plan in plans))
    return _choices(
        len(seeds), variants=variants, backbones=networks if len(networks) > 1 else available()
    )


def _choices(seeds: int, *, variants: Sequence[str], backbones: Sequence[str]) -> dict[str, Any]:
    chosen = {f"variant_{name}": name in variants for name in VARIANTS}
    return {"seeds": seeds, "backbones": list(backbones), **chosen}


def _known(
    parameter: str, query: Mapping[str, str], known: Mapping[str, Any], notes: list[str]
) -> list[str]:
    names = [name for name in query.get(parameter, "").split(",") if name]
    if any(name not in known for name in names):
        notes.append(
            f"The link names {parameter} that are not known here; they are left out. "
            f"Known are: {', '.join(known)}."
        )
    return [name for name in names if name in known]


def _all_have(change: Mapping[str, Any], plans: Sequence[Plan]) -> bool:
    """Say whether a choice is that of the whole study and so no variant."""
    return all(change.items() <= vars(plan).items() for plan in plans)
