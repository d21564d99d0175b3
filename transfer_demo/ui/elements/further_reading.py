"""What others have written about a lesson."""

from collections.abc import Sequence

import streamlit as st

from transfer_demo.markdown import plain


def show_sources(sources: Sequence[str]) -> None:
    """List the sources, folded away; nothing without any."""
    if sources:
        with st.container(key="sources"), st.expander("Sources", icon=":material/menu_book:"):
            st.markdown("\n".join(f"- {plain(source)}" for source in sources))
