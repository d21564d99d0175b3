"""What can be done with a race that is over: ask its networks, and see what is kept of them."""

from collections.abc import Mapping

import streamlit as st

from transfer_demo.plan import ARM_NAMES
from transfer_demo.store.models.kept_models import KeptModel
from transfer_demo.store.runs.record import RunRecord
from transfer_demo.ui.address.navigation import MISTAKES, TRY_PHOTO, page_of
from transfer_demo.ui.server import services
from transfer_demo.wording import megabytes


def offer_what_next(record: RunRecord) -> None:
    """Offer where to go on from here."""
    kept = services.store().models.of(record.token)
    there = any(model.file for model in kept.values())
    with st.container(key="next"):
        st.subheader("And now?", anchor=False)
        with st.container(horizontal=True):
            if there:
                st.page_link(
                    TRY_PHOTO, label="Try a photo on both networks", icon=":material/add_a_photo:"
                )
                st.page_link(MISTAKES, label="See the mistakes", icon=":material/rule:")
            st.page_link(page_of("freeze"), label="Freeze more, or less?", icon=":material/layers:")
        st.caption(_sizes(record, kept))


def why_missing(record: RunRecord, kept: Mapping[str, KeptModel]) -> str:
    """Say what was trained and is not kept, and why; empty where everything is there."""
    arms = [arm for arm in record.plan.arms if arm not in kept or not kept[arm].file]
    if not arms:
        return ""
    names = " and ".join(ARM_NAMES[arm] for arm in arms)
    if any(arm in kept and not kept[arm].fitted for arm in arms):
        return (
            f"For what {names} has trained there was no room on this server: races that are kept "
            "for a year take all of it, or the disk is full, or it keeps no networks."
        )
    return (
        f"What {names} has trained is not kept: it did not reach its end, is of an earlier "
        "version, or had to make room for others. Start the race again with the same choices to "
        "have it."
    )


def _sizes(record: RunRecord, kept: Mapping[str, KeptModel]) -> str:
    """Say how large the networks are that are kept, and what is not."""
    sizes = " and ".join(
        f"{ARM_NAMES[arm]} {megabytes(kept[arm].size)}"
        for arm in record.plan.arms
        if arm in kept and kept[arm].file
    )
    said = [why_missing(record, kept)]
    if sizes:
        said = [
            f"What was trained is kept with this race: {sizes}. When room is needed, the networks "
            "that nobody has used for longest go first, unless you keep the race for a year.",
            *said,
        ]
    return " ".join(filter(None, said))
