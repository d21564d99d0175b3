"""One training of a study. Everything that a study shows is read from its cells."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from transfer_demo.history import ArmHistory
from transfer_demo.images.dataset import LabelledImages
from transfer_demo.plan import ResolvedPlan

CellOrder = tuple[ResolvedPlan, LabelledImages]
"""A cell that is to be measured: its plan, and the images as its seed divides them."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A plan with one arm, and what was measured of it so far.

    The plan says all about the cell: what varies in a study is a field of it. `measured_before` is
    when the very same training was run earlier, if the study took its result over. `split` is the
    `validation_digest` of its images, empty where that is unknown: cells with the same one were
    asked about the same images. `deleted` says that its run is gone, and all it measured.
    """

    plan: ResolvedPlan
    history: ArmHistory
    measured_before: datetime | None = None
    split: str = ""
    deleted: bool = False

    @property
    def arm(self) -> str:
        """The arm of the plan."""
        return self.plan.arms[0]

    @property
    def done(self) -> bool:
        """Whether all was measured that was planned."""
        return self.history.finished is not None and self.history.finished.outcome == "done"


def validation_digest(images: LabelledImages) -> str:
    """Return the digest of the validation images in their order: SHA-256 in hex."""
    digests = [example.picture.digest for example in images.validation]
    return hashlib.sha256("\n".join(digests).encode("ascii")).hexdigest()
