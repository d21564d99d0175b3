"""A study in a line: what stays the same in it, and when it was made."""

from collections.abc import Sequence
from datetime import datetime

from transfer_demo.backbones import catalogue
from transfer_demo.markdown import plain
from transfer_demo.report.plan_words import epochs_words
from transfer_demo.store.studies.study_record import StudyRecord


def summary(record: StudyRecord) -> str:
    """Return what stays the same in a study, as Markdown: the choices may be others by now."""
    plan = record.plan
    parts = [
        "" if record.question == "backbones" else catalogue.get(plan.backbone).title,
        f"{plan.frozen_stages} stages frozen" if record.question in ("labels", "catch-up") else "",
        epochs_words(plan),
        f"{plan.image_size_px} px",
        _seeds(record.seeds),
        f"{record.train_images} training and {record.validation_images} validation images",
    ]
    return plain(" · ".join(part for part in parts if part))


def moment(time: datetime) -> str:
    """Write a point in time, in that of this machine: 25 November 2026, 14:05."""
    return f"{time.astimezone():%d %B %Y, %H:%M}"


def _seeds(seeds: Sequence[int]) -> str:
    return f"seed {seeds[0]}" if len(seeds) == 1 else f"seeds {seeds[0]} to {seeds[-1]}"
