"""Sets made for another purpose: pictures with boxes or masks, where no picture has a class."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Final

from transfer_demo.images import limits
from transfer_demo.images.layout.annotations import annotations_among
from transfer_demo.images.layout.folder_names import folded, holds_annotations
from transfer_demo.images.layout.label_table import BOX_HEADINGS
from transfer_demo.images.layout.location import Parts
from transfer_demo.images.names import clean, ending, stem

TextOf = Callable[[int], bytes]
"""Returns the beginning of a file, by its position; empty if it cannot be read."""

_LOOKED_AT: Final = 5
_YOLO_LINE: Final = re.compile(rb"\d{1,4}( -?\d+(\.\d{1,20})?){4,400}\s*")
_SIGNS: Final = {
    "json": (b'"bbox"', b'"shapes"', b'"coordinates"'),
    "xml": (b"<bndbox>", b"<object>"),
}
_BOXES: Final = (
    "The files look like an export for object detection{kind}: bounding boxes, and no class for "
    "a whole picture. "
)
_BOXES_BESIDE: Final = (
    "Bounding boxes{kind} lie beside the pictures, as for object detection. Here a network learns "
    "one name for a whole picture, so see whether the folders are such names."
)
_MASKS: Final = (
    "The files look like an export for segmentation: to the pictures {images} belong masks "
    "in {masks}/, and none has a class. "
)
_WHAT_TO_DO: Final = (
    "Here a picture has one class as a whole: sort the pictures into one sub-folder per class, or "
    "export the set for classification."
)


class Export:
    """Some files, and what their like are made for.

    `boxes` says in a sentence that bounding boxes lie beside the pictures; `made_for` what sets are
    made for that lie like this and have no classes. Both are empty where nothing is known.
    """

    def __init__(self, paths: Sequence[Parts], text_of: TextOf) -> None:
        self._paths = paths
        self._has_boxes = any(_tells_boxes(paths, index, text_of) for index in _sidecars(paths))
        self.boxes = _BOXES_BESIDE.format(kind=_kind(paths)) if self._has_boxes else ""

    @cached_property
    def made_for(self) -> str:
        """What they were made for, and what to do about it."""
        if self._has_boxes:
            return _BOXES.format(kind=_kind(self._paths)) + _WHAT_TO_DO
        for masks, images in annotations_among(self._paths).of.items():
            where = f"in {clean(images)}/" if images else "here"
            return _MASKS.format(images=where, masks=clean(masks)) + _WHAT_TO_DO
        return ""


def _sidecars(paths: Sequence[Parts]) -> Iterator[int]:
    """Yield some files that go with a picture by their names, or with all of them."""
    stems = {stem(path[-1]) for path in paths if ending(path[-1]) not in ("txt", "xml", "json")}
    seen = defaultdict[str, int](int)
    for index, path in enumerate(paths):
        kind = ending(path[-1])
        alone = kind in ("json", "csv")
        beside = stem(path[-1]) in stems or any(map(holds_annotations, path[:-1]))
        if kind in ("txt", "xml", "json", "csv") and (alone or beside):
            seen[kind] += 1
            if seen[kind] <= _LOOKED_AT:
                yield index


def _tells_boxes(paths: Sequence[Parts], index: int, text_of: TextOf) -> bool:
    kind = ending(paths[index][-1])
    text = text_of(index)[: limits.TABLE_BYTES]
    if kind == "txt":
        lines = text.split(b"\n", 3)[:3]
        return bool(lines[0].strip()) and all(
            _YOLO_LINE.fullmatch(line.strip()) for line in lines if line.strip()
        )
    if kind == "csv":
        headings = re.split(r"[,;\t|]", text.split(b"\n", 1)[0].decode("latin-1"))
        return any(folded(heading) in BOX_HEADINGS for heading in headings)
    return any(sign in text for sign in _SIGNS[kind])


def _kind(paths: Sequence[Parts]) -> str:
    endings = {ending(path[-1]) for path in paths}
    yaml = any(path[-1].lower() in ("data.yaml", "data.yml", "classes.txt") for path in paths)
    if yaml and "txt" in endings:
        return " (YOLO)"
    return " (Pascal VOC)" if "xml" in endings else ""
