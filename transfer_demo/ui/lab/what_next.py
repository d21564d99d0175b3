"""What can be done with a race that is over: ask its networks, and see what is kept of them."""

import streamlit as st

from transfer_demo.plan import ARM_NAMES
from transfer_demo.store.runs.record import RunRecord
from transfer_demo.ui.address.navigation import TRY_PHOTO, page_of
from transfer_demo.ui.server import services
from transfer_demo.wording import megabytes


def offer_what_next(record: RunRecord) -> None:
    """Offer where to go on from here."""
    kept = services.store().models.of(record.token)
    there = {arm: kept[arm].size for arm in record.plan.arms if arm in kept and kept[arm].file}
    with st.container(key="next"):
        st.subheader("And now?", anchor=False)
        with st.container(horizontal=True):
            if there:
                st.page_link(
                    TRY_PHOTO, label="Try a photo on both networks", icon=":material/add_a_photo:"
                )
            st.page_link(page_of("freeze"), label="Freeze more, or less?", icon=":material/layers:")
        st.caption(_kept(record, there))


def _kept(record: RunRecord, there: dict[str, int]) -> str:
    """Say how large the networks are that are kept, and what is not."""
    gone = " and ".join(ARM_NAMES[arm] for arm in record.plan.arms if arm not in there)
    sizes = " and ".join(f"{ARM_NAMES[arm]} {megabytes(size)}" for arm, size in there.items())
    said = []
    if sizes:
        said.append(
            f"What was trained is kept with this race: {sizes}. When room is needed, the networks "
            "that nobody has used for longest go first, unless you keep the race for a year."
        )
    if gone:
        said.append(
            f"What {gone} has trained is not kept. Start the race again with the same choices to "
            "have it."
        )
    return " ".join(said)
