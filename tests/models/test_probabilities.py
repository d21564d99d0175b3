import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import softmax

from transfer_demo.models.probabilities import likeliest, probabilities_of

SCORES = st.lists(st.floats(-1000, 1000), min_size=1, max_size=8)


@given(SCORES)
def test_scores_become_probabilities_as_in_scipy(scores: list[float]) -> None:
    classes = [f"class {place}" for place in range(len(scores))]
    found = probabilities_of(scores, classes)
    assert list(found) == classes
    assert list(found.values()) == pytest.approx(softmax(scores).tolist())
    assert sum(found.values()) == pytest.approx(1)


def test_of_equals_the_first_is_named() -> None:
    assert likeliest({"a": 0.4, "b": 0.4, "c": 0.2}) == "a"
