"""Photos that are the same or look the same: contradictions to resolve, and pairs to look at."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from transfer_demo.images.dataset import ImageSet, Photo
from transfer_demo.images.duplicates import conflicts
from transfer_demo.images.similar import SimilarPair, near_duplicates
from transfer_demo.markdown import plain
from transfer_demo.ui.elements.thumbnails import thumbnail_html
from transfer_demo.ui.images.album import album, cached, change

# Nobody looks through more at one sitting; when these are dealt with the next ones come.
_MOST: Final = 12


def look_alikes(images: ImageSet) -> None:
    """Show what has two labels, and what looks alike."""
    contradictions = cached("conflicts", lambda _: conflicts(album().photos))
    if contradictions:
        _show_conflicts(contradictions)
    pairs = cached("pairs", lambda _: near_duplicates(album()))
    if pairs:
        _show_pairs(pairs)


def _show_conflicts(contradictions: Sequence[tuple[Photo, ...]]) -> None:
    count = len(contradictions)
    title = "1 photo has two labels" if count == 1 else f"{count} photos have two labels"
    with st.expander(title, icon=":material/warning:", expanded=True):
        st.caption("One of them is wrong, so such photos are left out. Choose the right one.")
        for photos in contradictions[:_MOST]:
            _show_conflict(photos)
        _say_more(count)


def _show_conflict(photos: Sequence[Photo]) -> None:
    digest = photos[0].picture.digest
    names = list(dict.fromkeys(photo.class_name for photo in photos))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(thumbnail_html(photos[0]), width=72)
        for name in names:
            wrong = [(digest, other) for other in names if other != name]
            if st.button(plain(name), key=f"keep_{digest}_{name}"):
                _delete(wrong)
        if st.button("Neither", key=f"neither_{digest}", type="tertiary"):
            _delete([(digest, name) for name in names])


def _show_pairs(pairs: Sequence[SimilarPair]) -> None:
    count = len(pairs)
    title = "1 pair of photos looks alike" if count == 1 else f"{count} pairs of photos look alike"
    with st.expander(title, icon=":material/difference:"):
        st.caption(
            "Photos that look alike are never divided: if one is held out, so is the other. "
            "Otherwise the network would be asked what it has learned by heart."
        )
        for pair in pairs[:_MOST]:
            _show_pair(pair)
        _say_more(count)


def _show_pair(pair: SimilarPair) -> None:
    # By what is on it: a click that comes late, when other pairs stand here, then hits nothing.
    both = "_".join(f"{p.picture.digest}_{p.class_name}" for p in (pair.first, pair.second))
    with st.container(horizontal=True, vertical_alignment="center"):
        for side, photo in (("left", pair.first), ("right", pair.second)):
            st.html(thumbnail_html(photo), width=72)
            if st.button(
                f"Delete the {side} one",
                key=f"pair_{side}_{both}",
                help=f"{plain(photo.file)}, class {plain(photo.class_name)}",
            ):
                _delete([(photo.picture.digest, photo.class_name)])


def _delete(photos: Sequence[tuple[str, str]]) -> None:
    change(lambda albums, owner: albums.delete(owner, photos))


def _say_more(count: int) -> None:
    if count > _MOST:
        st.caption(f"And {count - _MOST} more, shown when these are dealt with.")
