"""What every page has around it: the frame, the error boundary, and the workers that start."""

import streamlit as st

from transfer_demo.paths import assets_folder
from transfer_demo.ui.address import hiding, presenting
from transfer_demo.ui.address.navigation import current_page
from transfer_demo.ui.address.opened_page import note_page
from transfer_demo.ui.address.sticky import ALL
from transfer_demo.ui.frame import style
from transfer_demo.ui.frame.back import one_step_back
from transfer_demo.ui.frame.reconnect import reconnect
from transfer_demo.ui.frame.teaching import teach
from transfer_demo.ui.server import services, session
from transfer_demo.ui.server.error_boundary import boundary
from transfer_demo.ui.studies.to_lab import go_where_asked


def draw_page() -> None:
    """Draw the page that the address names."""
    st.set_page_config(
        page_title="Transfer learning lab",
        page_icon=assets_folder() / "theme" / "icon.svg",
        layout="wide",
        menu_items={"Report a bug": None, "Get help": None},
    )
    _keep_what_lasts()
    page = current_page()
    note_page(page.url_path)
    with boundary():
        # Here, and not at the first click: nothing can be kept, and somebody may be about to begin.
        services.store()
    with boundary():
        style.apply()
        presenting.apply()
        hiding.apply()
        # First for the keyboard: a page can have many links before its end.
        presenting.way_out()
        session.keep()
        go_where_asked()
        page.run()
    # A page that writes into the address wipes what does not belong to it.
    _keep_what_lasts()
    hiding.explain_unknown()
    teach()
    reconnect()
    one_step_back()
    # The workers take some seconds to start: they do it while the first page is read.
    services.warm_up()


def _keep_what_lasts() -> None:
    for sticky in ALL:
        sticky.keep()
