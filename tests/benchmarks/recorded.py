"""A run as recordings keep it."""

from collections.abc import Iterable

from transfer_demo.events import Event, Progress
from transfer_demo.images.dataset import LabelledImages
from transfer_demo.lessons.recordings import RecordedRun
from transfer_demo.plan import Plan
from transfer_demo.store.runs.fingerprint import split_digest
from transfer_demo.studies.cell import validation_digest


def recorded(plan: Plan, images: LabelledImages, events: Iterable[Event]) -> RecordedRun:
    """Return what the arms of a run said, without how far they were."""
    return RecordedRun(
        plan=plan,
        train=len(images.train),
        validation=len(images.validation),
        split=validation_digest(images),
        images=split_digest(images),
        events=tuple(event for event in events if not isinstance(event, Progress)),
    )
