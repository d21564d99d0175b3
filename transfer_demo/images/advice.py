"""What could make a result worthless, one line each with what to do. It warns, it never blocks.

Nothing here reads a picture: sizes and looks were found when the pictures came in.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from transfer_demo.images.blank import blank
from transfer_demo.images.dataset import ImageSet, LabelledImages
from transfer_demo.images.duplicates import conflicts
from transfer_demo.images.shortcut import shortcuts
from transfer_demo.images.similar import near_duplicates
from transfer_demo.images.spelling import spelt_differently
from transfer_demo.verdict.significance import wilson_interval

FEW_IMAGES: Final = 5
MOST_IMBALANCE: Final = 4
WIDEST_INTERVAL: Final = 0.30
SMALL_SIDE_PX: Final = 64
# How wide an interval is depends on the accuracy, which nobody knows yet.
_HOPED_ACCURACY: Final = 0.8
_NAMES_SHOWN: Final = 3

AdviceKind = Literal[
    "few",
    "imbalance",
    "small_validation",
    "leak",
    "tiny",
    "shortcut",
    "conflict",
    "names",
    "blank",
]


@dataclass(frozen=True, kw_only=True)
class Advice:
    """One thing to know before training: what is there, and what to do."""

    kind: AdviceKind
    text: str


def advise(
    images: ImageSet, parts: LabelledImages | None, *, plan_weights: bool
) -> tuple[Advice, ...]:
    """Return what to know about these images before training on them; nothing where all is well.

    Args:
        images: everything that was brought.
        parts: what is trained on and validated with, if they can be divided.
        plan_weights: whether classes are weighted in the training, which answers imbalance.
    """
    return (
        *_conflict(images),
        *_names(images),
        *_few(images),
        *(() if plan_weights else _imbalance(images, parts)),
        *_small_validation(parts),
        *_leak(images),
        *_tiny(images),
        *_blank(images),
        *(Advice(kind="shortcut", text=text) for text in shortcuts(images)),
    )


def _conflict(images: ImageSet) -> Iterator[Advice]:
    found = conflicts(images.photos)
    if found:
        names = _some([group[0].file for group in found])
        what, them = (
            ("1 image has", "it is")
            if len(found) == 1
            else (f"{len(found)} images have", "they are")
        )
        yield Advice(
            kind="conflict",
            text=f"{what} two labels ({names}), and one of them is wrong, so {them} left out. "
            "Keep the right one.",
        )


def _names(images: ImageSet) -> Iterator[Advice]:
    for group in spelt_differently(images.classes):
        yield Advice(
            kind="names",
            text=f"Classes {' and '.join(group)} differ in capitals or signs alone, and are "
            "probably one class. Give them the same name, which puts their images together.",
        )


def _few(images: ImageSet) -> Iterator[Advice]:
    counts = Counter(photo.class_name for photo in images.photos)
    few = [name for name in images.classes if counts[name] < FEW_IMAGES]
    if few:
        what = f"Class {few[0]} has" if len(few) == 1 else f"Classes {_some(few)} have"
        yield Advice(
            kind="few",
            text=f"{what} fewer than {FEW_IMAGES} images, too few to learn from and to check "
            "with. Add images: ten or more of each class make a good start.",
        )


def _imbalance(images: ImageSet, parts: LabelledImages | None) -> Iterator[Advice]:
    if parts is None:
        counts = Counter(photo.class_name for photo in images.photos)
    else:
        counts = Counter(parts.classes[example.label] for example in parts.train)
    if len(counts) < 2:
        return
    (most, many), *_, (least, few) = counts.most_common()
    if many > MOST_IMBALANCE * few:
        yield Advice(
            kind="imbalance",
            text=f"Class {most} has {many} images to learn from and class {least} has {few}: more "
            f"than {MOST_IMBALANCE} to 1, and to say {most} is right most of the time. Turn on "
            f"class weights, or add images of {least}.",
        )


def _small_validation(parts: LabelledImages | None) -> Iterator[Advice]:
    if parts is None:
        return
    total = len(parts.validation)
    low, high = wilson_interval(round(_HOPED_ACCURACY * total), total)
    if high - low > WIDEST_INTERVAL:
        yield Advice(
            kind="small_validation",
            text=f"Only {total} images check the result: an accuracy of {_HOPED_ACCURACY:.0%} "
            f"would mean anything from {low:.0%} to {high:.0%}. Add images, so that more are "
            "held out.",
        )


def _leak(images: ImageSet) -> Iterator[Advice]:
    if not any(photo.part for photo in images.photos):
        return  # what the app divides itself does not leak
    across = [
        (pair.first.file, pair.second.file)
        for pair in near_duplicates(images)
        if (pair.first.part == "validation") != (pair.second.part == "validation")
    ]
    if across:
        what = (
            "1 pair of images looks" if len(across) == 1 else f"{len(across)} pairs of images look"
        )
        yield Advice(
            kind="leak",
            text=f"{what} alike across your split ({_some([' and '.join(p) for p in across])}): "
            "what was learned by heart is asked again. Take one of each pair out.",
        )


def _tiny(images: ImageSet) -> Iterator[Advice]:
    sizes = [(photo.picture.width, photo.picture.height) for photo in images.photos]
    tiny = [size for size in sizes if min(size) < SMALL_SIDE_PX]
    if tiny:
        width, height = min(tiny, key=min)
        what = "1 image is" if len(tiny) == 1 else f"{len(tiny)} images are"
        yield Advice(
            kind="tiny",
            text=f"{what} smaller than {SMALL_SIDE_PX} px on one side (the smallest {width} x "
            f"{height}), and enlarged to a blur. Use the originals if you have them.",
        )


def _blank(images: ImageSet) -> Iterator[Advice]:
    found: dict[str, list[str]] = {}
    for photo in images.photos:
        if (word := blank(photo.picture.look)) is not None:
            found.setdefault(word, []).append(photo.file)
    for word, files in found.items():
        what = "1 image is" if len(files) == 1 else f"{len(files)} images are"
        yield Advice(
            kind="blank",
            text=f"{what} nearly {word} throughout ({_some(files)}): there is nothing to learn "
            "from. Look at the originals, and leave them out or save them again as ordinary JPEG.",
        )


def _some(names: Sequence[str]) -> str:
    """Return the first names with commas between them, and how many there are besides."""
    shown = ", ".join(names[:_NAMES_SHOWN])
    more = len(names) - _NAMES_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown
