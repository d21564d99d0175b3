"""What belongs to a visitor goes, after it was said what goes: own images, or everything."""

from dataclasses import replace

import streamlit as st

from transfer_demo.errors import TransferDemoError
from transfer_demo.markdown import plain
from transfer_demo.paths import home_folder
from transfer_demo.store import expiry
from transfer_demo.ui.address.selection import forget_selections
from transfer_demo.ui.images.album import change
from transfer_demo.ui.images.sample import pictures_of_samples
from transfer_demo.ui.server import services, session
from transfer_demo.ui.server.readings import readings


def where_data_stays() -> None:
    """Say where images, runs and logs are kept and for how long, and offer to delete all."""
    with st.container(key="data"):
        st.caption(
            f"Images, runs and logs stay on this machine, in {plain(str(home_folder()))}. Whoever "
            f"has the address of a run can look at it; nobody else can. {expiry.in_words()}"
        )
        asking = st.popover(
            "Delete everything of mine",
            icon=":material/delete_forever:",
            type="tertiary",
            key="delete_everything",
            on_change="rerun",  # closed, nobody need count
        )
        if asking.open:
            with asking:
                _ask_for_everything()


def remove_images_control() -> None:
    """Offer to remove all own images, and what holds copies of them."""
    asking = st.popover(
        "Remove all my images",
        icon=":material/delete:",
        key="remove_images",
        on_change="rerun",
    )
    if asking.open:
        with asking:
            _ask_for_images()


def _ask_for_everything() -> None:
    owned = services.store().belongings.of(session.owner())
    if not owned:
        st.write("There is nothing of yours here.")
        return
    st.write(f"This removes {owned.in_words()} for good. What is still trained, stops.")
    if st.button("Delete everything for good", type="primary"):
        readings().cancel(session.owner())
        try:
            services.store().belongings.remove_all(session.owner())
        except TransferDemoError as exc:
            st.error(plain(str(exc)), icon=":material/error:")
            return
        forget_selections()
        st.toast(f"Deleted: {owned.in_words()}.", icon=":material/delete_forever:")
        st.rerun()


def _ask_for_images() -> None:
    belongings, samples = services.store().belongings, pictures_of_samples()
    owned = belongings.with_images(session.owner(), besides=samples)
    copies = replace(owned, photos=0)
    photos = replace(owned, runs=0, studies=0).in_words()
    said = st.empty()
    everywhere = bool(copies) and st.checkbox(
        f"Also remove {copies.in_words()} made with images of yours",
        value=True,
        help="Runs and studies keep copies of the images that they were made with. Those that you "
        "leave keep theirs.",
    )
    what = photos or "all classes"
    if everywhere:
        said.write(
            f"This removes {what} and {copies.in_words()} for good. What is still trained, stops."
        )
    elif copies:
        said.write(
            f"This removes {what} from here. Copies stay in {copies.in_words()}, until that is "
            "deleted or expires."
        )
    else:
        said.write(f"This removes {what} for good.")
    if not st.button("Remove for good", type="primary", key="remove_images_now"):
        return
    readings().cancel(session.owner())
    if everywhere:
        forget_selections()
        change(lambda _, owner: belongings.remove_images(owner, besides=samples))
    change(lambda albums, owner: albums.clear(owner))
