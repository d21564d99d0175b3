"""Where a file belongs, and a layout: one way to understand how all files of a set lie."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from transfer_demo.images.dataset import Part
from transfer_demo.images.names import in_order

Parts = tuple[str, ...]
"""A path in its parts; the last one is the name of the file."""

LabelSource = Literal["folders", "split", "subfolders", "forms", "names", "table"]
"""What gives the labels: the folders; those in (or around) the parts of a split; those one level
below, all together, or only those of one of several forms of the same pictures; the names of the
files; a table of files and labels."""

_CLASSES_SHOWN: Final = 12
LABEL_SOURCES: Final[tuple[LabelSource, ...]] = get_args(LabelSource)


@dataclass(frozen=True, kw_only=True)
class Location:
    """Where one file belongs: a class and perhaps a part, or a reason why to neither."""

    class_name: str | None = None
    part: Part | None = None
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class Layout:
    """One way to understand how files lie: a place for each, in their order.

    `says` tells a person in a sentence what was assumed; it is empty where folders are classes and
    there is nothing to tell. `sure` is false of a guess that needs somebody's word for it.
    """

    labels: LabelSource
    places: tuple[Location, ...]
    says: str = ""
    sure: bool = True

    @property
    def counts(self) -> Mapping[str, int]:
        """How many files each class has, read or not, in the order of the classes."""
        found = Counter(place.class_name for place in self.places if place.class_name)
        return {name: found[name] for name in sorted(found, key=in_order)}

    @property
    def counts_in_words(self) -> str:
        """The classes with how many files each has: "cats (6), dogs (5)"; of many the first."""
        counts = [f"{name} ({count})" for name, count in self.counts.items()]
        more = ", and others" if len(counts) > _CLASSES_SHOWN else ""
        return ", ".join(counts[:_CLASSES_SHOWN]) + more

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON holds it; `from_dict` reads it."""
        places = [(place.class_name, place.part, place.reason) for place in self.places]
        return {"labels": self.labels, "places": places, "says": self.says, "sure": self.sure}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Layout":
        """Return the layout that `to_dict` wrote."""
        places = (
            Location(class_name=name, part=part, reason=reason)
            for name, part, reason in data["places"]
        )
        return cls(
            labels=data["labels"], places=tuple(places), says=data["says"], sure=data["sure"]
        )
