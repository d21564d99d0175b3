"""The choice of images: two samples that the app brings, or the visitor's own."""

import html
from typing import Final

import streamlit as st

from transfer_demo.errors import ImagesError
from transfer_demo.images.dataset import ImageSet, LabelledImages
from transfer_demo.images.refusals import by_reason
from transfer_demo.images.samples import SAMPLES
from transfer_demo.images.split import split
from transfer_demo.link import IMAGES
from transfer_demo.markdown import plain
from transfer_demo.plan import Plan
from transfer_demo.ui.elements.thumbnails import strip_of_others, strips_of_classes, strips_of_parts
from transfer_demo.ui.images.advice_panel import show_advice
from transfer_demo.ui.images.album import album, change
from transfer_demo.ui.images.own_images import own_images
from transfer_demo.ui.images.sample import sample
from transfer_demo.ui.server import session
from transfer_demo.ui.server.derived import derived

OWN: Final = "own"
_REASONS_SHOWN: Final = 30
_DEFAULT_AUGMENTATION: Final = Plan().augmentation
# A mirrored digit is another sign, so a sample of them asks for crops alone.
_AUGMENTATION: Final = {"digits": "crop"}


def choose_images() -> ImageSet:
    """Draw the control and the thumbnails, and return the images chosen."""
    st.segmented_control(
        "Images",
        options=list(IMAGES),
        format_func=IMAGES.__getitem__,
        key=session.choice_key("images"),
        required=True,
        on_change=_suit_augmentation,
        width="stretch",
    )
    source: str = session.choice("images")
    if source == OWN:
        images = own_images()
    else:
        images = sample(source)
        st.caption(plain(SAMPLES[source].note))
    _show(images)
    _show_rejected(images)
    return images


def chosen_split(images: ImageSet) -> LabelledImages | None:
    """Return both parts of the images as they are chosen now; None if they cannot be divided."""
    try:
        return _split(images) if images.classes else None
    except ImagesError:
        return None


def usual_augmentation(images: str) -> str:
    """Return the augmentation that is good for these images, unless somebody knows better."""
    return _AUGMENTATION.get(images, _DEFAULT_AUGMENTATION)


def _suit_augmentation() -> None:
    """Choose the augmentation that suits the images, unless the visitor chose another one."""
    if session.choice("augmentation") in {_DEFAULT_AUGMENTATION, *_AUGMENTATION.values()}:
        session.choose({"augmentation": usual_augmentation(session.choice("images"))})


def _show(images: ImageSet) -> None:
    parts = None
    if images.classes:
        try:
            parts = _split(images)
        except ImagesError as exc:
            st.html(strips_of_classes(images))
            st.info(plain(str(exc)), icon=":material/photo_library:")
        else:
            st.html(derived("strips", parts, make=lambda: strips_of_parts(parts)))
    if images.others:
        st.html(strip_of_others(images.others))
    if images.photos:
        show_advice(images, parts)


def _split(images: ImageSet) -> LabelledImages:
    limits = {name: session.choice(name) for name in ("train_per_class", "val_per_class")}
    seed = session.choice("seed") or 0
    return derived(
        "split",
        images,
        given=(seed, *limits.values()),
        make=lambda: split(images, seed=seed, **limits),
    )


def _show_rejected(images: ImageSet) -> None:
    rejected = images.rejected
    if not rejected:
        return
    files = "1 file was" if len(rejected) == 1 else f"{len(rejected)} files were"
    # Who sees nothing of what they brought is told why without asking.
    told = not images.photos and not images.others
    with st.expander(f"{files} not used", icon=":material/warning:", expanded=told):
        refusals = by_reason(reversed(rejected))  # the newest first
        items = "".join(
            f"<li><b>{html.escape(refusal.in_words)}</b> {html.escape(refusal.reason)}</li>"
            for refusal in refusals[:_REASONS_SHOWN]
        )
        st.html(f'<ul class="rejected">{items}</ul>')
        if len(refusals) > _REASONS_SHOWN:
            st.caption(f"And {len(refusals) - _REASONS_SHOWN} more reasons.")
        clearable = session.choice("images") == OWN and album().rejected
        if clearable and st.button("Clear this list"):
            change(lambda albums, owner: albums.forget_rejected(owner))
