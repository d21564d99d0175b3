"""What stands where the curves will be, before the first run."""

from typing import Final

import streamlit as st

from transfer_demo.ui.elements.plot import prepare_to_plot
from transfer_demo.ui.elements.terms import linked_html
from transfer_demo.ui.lab import race_guess

_TEXT: Final = """
<div class="arms">
<section class="arm fine_tune"><h4>Fine-tuning</h4>
<p>Starts from a network that has seen 1.3 million photos. The first stages stay as they are
(frozen); the last ones and a new head learn your classes.</p></section>
<section class="arm scratch"><h4>From scratch</h4>
<p>The same network with random weights. It sees only your photos, and every stage has to learn from
them.</p></section>
</div>
<p class="introduction">Both see the same photos in the same order. After each epoch both are tested
on photos that were <b>held out</b>: those are the ones that count. Which will be better, and by how
much? {ask}</p>
"""
_ASK: Final = "Make a guess, then press <b>Start training</b>."
_START: Final = "Press <b>Start training</b> to see it."


def introduction() -> None:
    """Say what the race is about."""
    st.html(linked_html(_TEXT.format(ask=_ASK if race_guess.is_asked_for() else _START)))
    prepare_to_plot()
