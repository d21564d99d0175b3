"""What is said where the address names a run or a study that is not there."""

import streamlit as st

from transfer_demo.ui.address.selection import Selection


def explain_unknown_address(what: str, selection: Selection) -> None:
    """Say that there is no such run or study, and offer to go on without it."""
    st.warning(
        f"There is no {what} at this address. Perhaps a part of the address is missing, or the "
        f"{what} was deleted.",
        icon=":material/search_off:",
    )
    if st.button("Go on without it"):
        selection.select(None)
        st.rerun()
