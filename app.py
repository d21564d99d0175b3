"""The web app: `streamlit run app.py`. What happens on each page stands in pages/.

Streamlit takes this file in two ways: it imports it once for `app`, the server, and runs it as a
script whenever somebody's page is drawn.
"""

import streamlit as st

from transfer_demo.ui.address.navigation import only_listed_pages
from transfer_demo.ui.frame.preload import preloaded
from transfer_demo.ui.http.middleware import MIDDLEWARE

if __name__ == "__main__":
    # Not above: components of the page are declared where they are imported, to a running server.
    from transfer_demo.ui.frame.page import draw_page
    from transfer_demo.ui.server.drawing_turns import turn_to_draw

    with turn_to_draw():
        draw_page()
else:
    only_listed_pages()
    app = st.App(__file__, middleware=MIDDLEWARE, lifespan=preloaded)
