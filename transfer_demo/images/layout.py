"""From paths to labels: sub-folders are classes, and train/ and val/ may stand above them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from transfer_demo.images.dataset import Part
from transfer_demo.images.names import clean

_TRAIN: Final = ("train", "training")
# In order: a test folder serves for validation only where nothing else does.
_VALIDATION: Final = ("val", "validation", "valid", "dev", "test", "testing")

Parts = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Location:
    """Where one file belongs: a class and perhaps a part, or a reason why to neither."""

    class_name: str | None = None
    part: Part | None = None
    reason: str | None = None


def lay_out(paths: Sequence[Parts]) -> list[Location]:
    """Return the place of every file of a folder or archive, in the same order.

    Single folders around the classes are passed through. The class is the first folder; folders
    below it only group files. Files beside the class folders have no label.
    """
    wrappers = _wrappers(paths)
    # A file beside one of the wrappers keeps its name: like any other it lies beside the classes.
    inner = [path[min(wrappers, len(path) - 1) :] for path in paths]
    split = _given_split(inner)
    return [_place(path, split) for path in inner]


def is_flat(paths: Sequence[Parts]) -> bool:
    """Say whether there are files but no folders, so that nothing says what is what."""
    return all(len(path) == 1 for path in paths)


def is_one_folder(paths: Sequence[Parts]) -> bool:
    """Say whether all files lie side by side in one folder, perhaps with more folders around it."""
    return len({path[:-1] for path in paths}) == 1


def _wrappers(paths: Sequence[Parts]) -> int:
    """Count the single folders that stand around all class folders."""
    depth = 0
    while True:
        folders = {path[depth] for path in paths if len(path) > depth + 1}
        if len(folders) != 1 or all(len(path) <= depth + 2 for path in paths):
            return depth
        depth += 1


def _given_split(paths: Sequence[Parts]) -> dict[str, Part] | None:
    """Return which top folders are the parts of a given split, or None where there is none.

    Both parts must hold folders: a class of photographs of trains may well be called "train".
    """
    holding_classes = {path[0].lower(): path[0] for path in paths if len(path) > 2}
    train = next((holding_classes[name] for name in _TRAIN if name in holding_classes), None)
    validation = next(
        (holding_classes[name] for name in _VALIDATION if name in holding_classes), None
    )
    if train is None or validation is None:
        return None
    return {train: "train", validation: "validation"}


def _place(path: Parts, split: dict[str, Part] | None) -> Location:
    if split is None:
        if len(path) < 2:
            return Location(reason="The file lies beside the class folders, so it has no label.")
        return Location(class_name=clean(path[0]))
    train, validation = split
    if path[0] not in split:
        return Location(reason=f"The file lies outside {train}/ and {validation}/, which are used.")
    if len(path) < 3:
        return Location(reason=f"The file lies in {path[0]}/ beside the class folders: no label.")
    return Location(class_name=clean(path[1]), part=split[path[0]])
