"""A strip of thumbnails per class: what is trained on, and what is held out for validation."""

import base64
import html
import io
from collections.abc import Sequence
from typing import Final

import streamlit as st
from PIL import Image

from transfer_demo.errors import PictureMissing
from transfer_demo.images import limits
from transfer_demo.images.dataset import AnyPicture, ImageSet, LabelledImages, Photo
from transfer_demo.ui.elements.raw_html import RawHtml

SIDE_PX: Final = 96
# More of a class would be scrolled past by nobody, and would be sent to the browser all the same.
MOST: Final = 40
_FEWEST: Final = 2

_Named = tuple[AnyPicture, str]


def strips_of_parts(images: LabelledImages) -> RawHtml:
    """Return the HTML of both parts of each class: training left, held out right."""
    most = _most(2 * len(images.classes))
    parts = zip(images.classes, _of_labels(images), strict=True)
    rows = [_row(name, *both, most=most) for name, both in parts]
    return _table("Training", "Held out", rows)


def strips_of_classes(images: ImageSet) -> RawHtml:
    """Return the HTML of the classes of images that cannot be split yet."""
    of_class: dict[str, list[_Named]] = {name: [] for name in images.classes}
    for photo in images.photos:
        of_class[photo.class_name].append((photo.picture, photo.file))
    most = _most(len(of_class))
    rows = [_row(name, named, None, most=most) for name, named in of_class.items()]
    return _table("Photos", None, rows)


def strip_of_others(photos: Sequence[Photo]) -> RawHtml:
    """Return the HTML of the photos that show none of the classes."""
    named = [(photo.picture, photo.file) for photo in photos]
    return _table("Set aside", None, [_row("None of these", named, None, most=MOST)])


def _most(strips: int) -> int:
    """Return how many thumbnails each of so many strips has: a page has so many in all."""
    return max(_FEWEST, min(MOST, limits.THUMBNAILS // max(strips, 1)))


def _of_labels(images: LabelledImages) -> list[tuple[list[_Named], list[_Named]]]:
    """Return the training and the validation images of each class."""
    both: list[tuple[list[_Named], list[_Named]]] = [([], []) for _ in images.classes]
    for part, examples in enumerate((images.train, images.validation)):
        for example in examples:
            both[example.label][part].append((example.picture, example.file))
    return both


def _table(first: str, second: str | None, rows: Sequence[str]) -> RawHtml:
    heads = f"<span>{first}</span>" + (f"<span>{second}</span>" if second else "")
    single = "" if second else " strips-single"
    return RawHtml(
        f'<div class="strips{single}"><div class="strips-head" aria-hidden="true">{heads}</div>'
        f"{''.join(rows)}</div>"
    )


def _row(
    name: str, train: Sequence[_Named], held_out: Sequence[_Named] | None, *, most: int
) -> str:
    shown = html.escape(name)
    counts = _count(len(train), "photo") if held_out is None else f"{len(train)} training"
    if held_out is not None:
        counts += f" · {len(held_out)} held out"
    strips = _strip(train, shown if held_out is None else f"{shown}, training", most=most)
    if held_out is not None:
        label = f"{shown}, held out for validation"
        strips += _strip(held_out, label, most=most, held_out=True)
    return (
        '<div class="strips-row">'
        f'<div class="strips-name"><b>{shown}</b><span>{counts}</span></div>'
        f'<div class="strips-pair">{strips}</div></div>'
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _strip(named: Sequence[_Named], label: str, *, most: int, held_out: bool = False) -> str:
    pictures = "".join(
        f'<img src="{thumbnail(picture.digest, picture)}" '
        f'alt="{html.escape(file)}" title="{html.escape(file)}">'
        for picture, file in named[:most]
    )
    more = f"<i>and {len(named) - most} more</i>" if len(named) > most else ""
    # tabindex: a strip that scrolls must be reachable by keyboard.
    return (
        f'<div class="strip{" strip-held-out" if held_out else ""}" role="group" tabindex="0" '
        f'aria-label="{label}">{pictures}{more}</div>'
    )


def thumbnail_html(photo: Photo) -> str:
    """Return the HTML of one photo."""
    name = html.escape(photo.file)
    address = thumbnail(photo.picture.digest, photo.picture)
    return f'<img class="thumb" src="{address}" alt="{name}" title="{name}">'


def thumbnail(digest: str, picture: AnyPicture) -> str:
    """Return a small square of the picture as a data URL; `digest` is what it is kept under.

    A picture whose file is gone or damaged is grey: the page, and the way to remove it, stay.
    """
    try:
        return _thumbnail(digest, picture)
    except (OSError, PictureMissing):
        return _encoded(Image.new("RGB", (SIDE_PX, SIDE_PX), "grey"))


@st.cache_data(max_entries=3000, show_spinner=False)
def _thumbnail(digest: str, _picture: AnyPicture) -> str:
    with Image.open(io.BytesIO(_picture.data)) as full:
        full.draft("RGB", (SIDE_PX, SIDE_PX))
        side = min(full.size)
        left, top = (full.width - side) // 2, (full.height - side) // 2
        square = full.convert("RGB").crop((left, top, left + side, top + side))
    return _encoded(square.resize((SIDE_PX, SIDE_PX), Image.Resampling.BILINEAR))


def _encoded(square: Image.Image) -> str:
    written = io.BytesIO()
    # Half as many bytes as a JPEG that looks the same, and they are most of what a page sends.
    square.save(written, "WEBP", quality=60, method=2)
    return f"data:image/webp;base64,{base64.b64encode(written.getvalue()).decode('ascii')}"
