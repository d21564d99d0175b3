import pytest
from streamlit.runtime.scriptrunner import StopException
from streamlit.testing.v1 import AppTest

from transfer_demo.ui.server.error_boundary import boundary


def _raises(kind: str) -> AppTest:
    def script(kind: str) -> None:
        import streamlit as st

        from transfer_demo.errors import ImagesError
        from transfer_demo.ui.server.error_boundary import boundary

        with boundary():
            raise ImagesError("Two *classes* are needed.") if kind == "ours" else KeyError("x")
        st.write("The page goes on.")

    return AppTest.from_function(script, kwargs={"kind": kind}).run()


def test_our_own_errors_are_shown_as_they_are() -> None:
    page = _raises("ours")
    assert page.error[0].value == "Two \\*classes\\* are needed\\."
    assert page.markdown[0].value == "The page goes on."


def test_other_errors_are_a_calm_sentence() -> None:
    page = _raises("other")
    assert "Something went wrong" in page.error[0].value
    assert not page.exception
    assert page.markdown[0].value == "The page goes on."


def test_signals_of_streamlit_pass_through() -> None:
    with pytest.raises(StopException), boundary():
        raise StopException
