"""Addresses of the pages on which a learner runs for real what a lesson has shown."""

from dataclasses import dataclass
from urllib.parse import urlencode

from transfer_demo.lessons.recordings import recording
from transfer_demo.link import to_query
from transfer_demo.plan import Plan


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """A way to run what was seen: what it is called, and its address from a page of the app."""

    label: str
    address: str


def in_the_lab(name: str, *, run: int = 0) -> Invitation:
    """Return the way to the Lab with the plan of a recorded run."""
    recorded = recording(name)
    query = _query(recorded.runs[run].plan, images=recorded.images)
    # From /story and below whatever path the app has, this is the first page.
    return Invitation(label="Run it yourself in the Lab", address=f"./?{query}")


def as_study(question: str, *, images: str) -> Invitation:
    """Return the way to the page of a study with the usual plan, as it was recorded."""
    query = _query(Plan(), images=images)
    return Invitation(label="Run this study yourself", address=f"./{question}?{query}")


def _query(plan: Plan, *, images: str) -> str:
    # What is usual for some images is not for others, so it is said whichever it is.
    return urlencode({**to_query(plan, images=images), "augmentation": plan.augmentation}, safe=",")
