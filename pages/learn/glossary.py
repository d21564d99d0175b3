"""The glossary: every term of the app in one sentence."""

import streamlit as st

from transfer_demo.ui.elements.glossary import show_glossary

st.title("Glossary", anchor=False)
st.markdown("Every term that this app uses, in one sentence.")
show_glossary()
