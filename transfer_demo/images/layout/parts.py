"""Which parts of a split are learned from and which are asked about, of those that are there."""

from collections.abc import Iterable
from typing import Final

from transfer_demo.images.dataset import Part
from transfer_demo.images.layout.folder_names import Role

# What serves for validation: the first of these that is there. The others are kept out, as whoever
# made them meant it.
_ASKED: Final[tuple[Role, ...]] = ("validation", "holdout", "test")


def asked_role(roles: Iterable[Role | None]) -> Role | None:
    """Return the role that serves for validation; None if there is none."""
    there = {*roles}
    return next((role for role in _ASKED if role in there), None)


def parts_of(roles: Iterable[Role | None]) -> dict[Role, Part]:
    """Return what each role is used for; nothing where something is missing for a split."""
    there = {*roles}
    asked = asked_role(there)
    if "train" not in there or asked is None:
        return {}
    return {"train": "train", asked: "validation"}
