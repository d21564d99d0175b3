"""A strip of thumbnails per class: what is trained on, and what is held out for validation."""

import base64
import html
import io
from collections.abc import Iterable, Sequence
from typing import Final

import streamlit as st
from PIL import Image

from transfer_demo.errors import PictureMissing
from transfer_demo.images.dataset import AnyPicture, Example, ImageSet, LabelledImages, Photo

SIDE_PX: Final = 96
# More would be scrolled past by nobody, and would be sent to the browser all the same.
MOST: Final = 40

_Named = tuple[AnyPicture, str]


def strips_of_parts(images: LabelledImages) -> str:
    """Return the HTML of both parts of each class: training left, held out right."""
    examples = (*images.train, *images.validation)
    shown = repr((images.classes, [(e.picture.digest, e.label, e.file) for e in examples]))
    return _strips_of_parts(f"{len(images.train)} {shown}", images)


def strips_of_classes(images: ImageSet) -> str:
    """Return the HTML of the classes of images that cannot be split yet."""
    rows = [
        _row(name, [(p.picture, p.file) for p in images.photos if p.class_name == name], None)
        for name in images.classes
    ]
    return _table("Photos", None, rows)


def strip_of_others(photos: Sequence[Photo]) -> str:
    """Return the HTML of the photos that show none of the classes."""
    named = [(photo.picture, photo.file) for photo in photos]
    return _table("Set aside", None, [_row("None of these", named, None)])


@st.cache_data(max_entries=50, show_spinner=False)
def _strips_of_parts(shown: str, _images: LabelledImages) -> str:
    rows = [_row(name, *_parts(_images, label)) for label, name in enumerate(_images.classes)]
    return _table("Training", "Held out", rows)


def _parts(images: LabelledImages, label: int) -> tuple[list[_Named], list[_Named]]:
    def named(examples: Iterable[Example]) -> list[_Named]:
        return [(e.picture, e.file) for e in examples if e.label == label]

    return named(images.train), named(images.validation)


def _table(first: str, second: str | None, rows: Sequence[str]) -> str:
    heads = f"<span>{first}</span>" + (f"<span>{second}</span>" if second else "")
    single = "" if second else " strips-single"
    return (
        f'<div class="strips{single}"><div class="strips-head" aria-hidden="true">{heads}</div>'
        f"{''.join(rows)}</div>"
    )


def _row(name: str, train: Sequence[_Named], held_out: Sequence[_Named] | None) -> str:
    shown = html.escape(name)
    counts = _count(len(train), "photo") if held_out is None else f"{len(train)} training"
    if held_out is not None:
        counts += f" · {len(held_out)} held out"
    strips = _strip(train, shown if held_out is None else f"{shown}, training")
    if held_out is not None:
        strips += _strip(held_out, f"{shown}, held out for validation", held_out=True)
    return (
        '<div class="strips-row">'
        f'<div class="strips-name"><b>{shown}</b><span>{counts}</span></div>'
        f'<div class="strips-pair">{strips}</div></div>'
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _strip(named: Sequence[_Named], label: str, *, held_out: bool = False) -> str:
    pictures = "".join(
        f'<img src="data:image/jpeg;base64,{thumbnail(picture.digest, picture)}" '
        f'alt="{html.escape(file)}" title="{html.escape(file)}">'
        for picture, file in named[:MOST]
    )
    more = f"<i>and {len(named) - MOST} more</i>" if len(named) > MOST else ""
    # tabindex: a strip that scrolls must be reachable by keyboard.
    return (
        f'<div class="strip{" strip-held-out" if held_out else ""}" role="group" tabindex="0" '
        f'aria-label="{label}">{pictures}{more}</div>'
    )


def thumbnail_html(photo: Photo) -> str:
    """Return the HTML of one photo."""
    name = html.escape(photo.file)
    encoded = thumbnail(photo.picture.digest, photo.picture)
    return f'<img class="thumb" src="data:image/jpeg;base64,{encoded}" alt="{name}" title="{name}">'


def thumbnail(digest: str, picture: AnyPicture) -> str:
    """Return a small square JPEG of the picture as base64; `digest` is what it is kept under.

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
    square.save(written, "JPEG", quality=70)
    return base64.b64encode(written.getvalue()).decode("ascii")
