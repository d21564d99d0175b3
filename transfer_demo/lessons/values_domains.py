"""The numbers of the story from a far domain, where transfer can hurt."""

from collections.abc import Mapping

from transfer_demo.lessons.evidence import sample_digits
from transfer_demo.lessons.recordings import recording
from transfer_demo.studies.freeze import FreezeDepth
from transfer_demo.studies.level import Level
from transfer_demo.studies.noise import Comparison, compare


def domain_values() -> Mapping[str, str]:
    """Return the values under "digits."."""
    depths: FreezeDepth = sample_digits().result
    best, usual = depths.best, recording("digits").run.plan.frozen_stages
    assert best is not None
    assert isinstance(usual, int)
    probe, least = depths.points[depths.stages], depths.points[best]
    freezing = _compared(least, probe)
    return {
        "digits.difference": _lead(depths.points[usual], depths.scratch),
        "digits.all_frozen.difference": _lead(probe, depths.scratch),
        "digits.best_stages": str(best),
        "digits.best": least.in_percent,
        "digits.freezing": f"{freezing.size} ({freezing.doubt})",
    }


def _lead(fine_tune: Level, scratch: Level | None) -> str:
    """Say who leads by how much, and whether that may be chance."""
    lead = _compared(fine_tune, scratch)
    if not lead.difference:
        return "neither leads"
    leader = "fine-tuning" if lead.difference > 0 else "training from scratch"
    return f"{leader} leads by {lead.size} ({lead.doubt})"


def _compared(first: Level, second: Level | None) -> Comparison:
    """Compare two levels on the same images."""
    assert second
    comparison = compare(first, second)
    assert comparison
    return comparison
