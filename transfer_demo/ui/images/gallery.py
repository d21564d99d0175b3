"""The gallery: photos of one class, to be chosen by a click and moved or deleted together."""

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from transfer_demo.images.dataset import ImageSet, Photo
from transfer_demo.ui.elements.photo_picker import pick_photos
from transfer_demo.ui.images.album import change

# More at once would make the page slow; there are pages to turn.
_PER_PAGE: Final = 60
_OTHERS: Final = "None of these"


def gallery(images: ImageSet) -> None:
    """Draw the photos of a class or those set aside, and what can be done with chosen ones."""
    shelves: dict[str, list[Photo]] = {name: [] for name in images.classes}
    for photo in (*images.photos, *images.others):
        shelves.setdefault(photo.class_name, []).append(photo)
    if not any(shelves.values()):
        return
    shown = st.expander(
        "Look through the photos, move or delete some",
        icon=":material/grid_view:",
        key="gallery",
        on_change="rerun",  # closed, it need not send the photos
    )
    if shown.open:
        with shown:
            _shelf(shelves, images.classes)


def _shelf(shelves: Mapping[str, Sequence[Photo]], names: Sequence[str]) -> None:
    shelf = st.selectbox(
        "Show the photos of",
        options=list(shelves),
        format_func=lambda name: f"{name or _OTHERS} ({len(shelves[name])})",
        key="gallery_class",
    )
    page = _page(len(shelves[shelf]))
    chosen = pick_photos(
        shelves[shelf][page],
        label=f"Photos of {shelf or _OTHERS}",
        key=f"gallery_{st.session_state.get('gallery_round', 0)}",
    )
    _act(chosen, shelf=shelf, names=names)


def _page(count: int) -> slice:
    pages = -(-count // _PER_PAGE)
    if pages <= 1:
        return slice(0, _PER_PAGE)
    number = st.pagination(pages, key="gallery_page")
    return slice((number - 1) * _PER_PAGE, number * _PER_PAGE)


def _act(chosen: Sequence[str], *, shelf: str, names: Sequence[str]) -> None:
    st.caption(f"{len(chosen)} chosen" if chosen else "Click photos to choose them.")
    photos = [(digest, shelf) for digest in chosen]
    targets = [name for name in names if name != shelf]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        target = st.selectbox(
            "Move to",
            options=targets,
            disabled=not targets,
            key="gallery_target",
        )
        if st.button("Move", disabled=not chosen or target is None):
            _forget_chosen()
            if shelf:
                change(lambda albums, owner: albums.move(owner, photos, to=str(target)))
            change(lambda albums, owner: albums.restore(owner, chosen, to=str(target)))
        if shelf and st.button(
            _OTHERS, disabled=not chosen, help="Show none of the classes: set them aside."
        ):
            _forget_chosen()
            change(lambda albums, owner: albums.set_aside(owner, photos))
        if st.button("Delete", icon=":material/delete:", disabled=not chosen):
            _forget_chosen()
            change(lambda albums, owner: albums.delete(owner, photos))


def _forget_chosen() -> None:
    st.session_state.gallery_round = st.session_state.get("gallery_round", 0) + 1
