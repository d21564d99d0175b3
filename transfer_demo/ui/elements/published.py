"""What others have measured, beside what is measured here."""

import streamlit as st

from transfer_demo.charts import transfer_curve
from transfer_demo.studies import published_he, published_yosinski
from transfer_demo.ui.elements.drawings import Drawing
from transfer_demo.ui.elements.plot import plot
from transfer_demo.ui.elements.terms import linked


def show_yosinski(*, told: bool = True) -> None:
    """Show the curves of Yosinski et al., and how to read them if that is to be told."""
    figure = transfer_curve.figure()
    plot(
        Drawing(figure.to_json(), figure.layout.height),
        key="plot_yosinski",
        description="Accuracy over the number of transferred layers, Yosinski et al. 2014",
    )
    if told:
        st.markdown(linked(published_yosinski.READING))
    st.caption(f"[{published_yosinski.SOURCE}]({published_yosinski.URL})")


def show_catching_up() -> None:
    """Show what is claimed of scratch that trains longer: He et al., and Yosinski et al."""
    st.markdown(linked(published_he.READING))
    st.caption(f"[{published_he.SOURCE}]({published_he.URL})")
    st.markdown(linked(published_yosinski.AGAINST_SCRATCH))
    st.caption(f"[{published_yosinski.SOURCE}]({published_yosinski.URL})")
