"""Numbers come into a text by their names, and none is left out."""

import pytest

from transfer_demo.lessons.filling import filled, places


def test_each_place_gets_its_value() -> None:
    text = "{{a.lead}} after {{a.epochs}}, {{a.lead}} again"
    assert filled(text, {"a.lead": "9", "a.epochs": "two"}) == "9 after two, 9 again"
    assert places(text) == {"a.lead", "a.epochs"}


def test_a_value_that_was_not_measured_is_never_passed_over() -> None:
    with pytest.raises(KeyError, match="unknown"):
        filled("{{unknown}}", {})
