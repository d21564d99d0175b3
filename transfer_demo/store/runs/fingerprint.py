"""What makes two trainings the same, as a digest: what one of them measured holds for the other."""

import hashlib
import json
from typing import Any

from transfer_demo.executors.threads import threads_for
from transfer_demo.images.dataset import LabelledImages
from transfer_demo.plan import ResolvedPlan
from transfer_demo.training.engine_version import engine_version


def split_digest(images: LabelledImages) -> str:
    """Return the digest of what is learned from and asked: pictures and labels, in their order.

    Names of files are left out; a training does not see them.
    """
    parts = [
        [[example.label, example.picture.digest] for example in part]
        for part in (images.train, images.validation)
    ]
    return _digest([list(images.classes), *parts])


def fingerprint(plan: ResolvedPlan, *, split: str, in_study: bool = False) -> str:
    """Return the digest of all that decides what an arm of this plan measures.

    Args:
        plan: which arms it has plays no part, so an arm of a race is also found alone.
        split: what `split_digest` says of the images.
        in_study: whether the run is one of a study. It counts only by the cores that an arm gets:
            seconds on all of them do not belong next to seconds on one.
    """
    choices = {name: value for name, value in plan.to_dict().items() if name != "arms"}
    # Every field of today's plan is in it, so a run from before a field came matches nothing.
    return _digest([engine_version(), choices, split, threads_for(plan, in_study=in_study)])


def _digest(values: list[Any]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode("ascii")).hexdigest()
