from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from transfer_demo.models.mistakes import confused_pairs, surest_mistakes

CLASSES = st.sampled_from("abc")


def certain(name: str, share: float) -> dict[str, float]:
    """An answer that names this class with this probability."""
    return {other: share if other == name else (1 - share) / 2 for other in "abc"}


def test_the_surest_mistakes_come_first_whichever_arm_makes_them() -> None:
    labels = ["a", "a", "b", "c"]
    said = {
        "fine_tune": [certain(*one) for one in (("a", 0.9), ("b", 0.6), ("c", 0.5), ("c", 0.9))],
        "scratch": [certain(*one) for one in (("a", 0.9), ("a", 0.9), ("a", 0.8), ("b", 0.7))],
    }
    assert surest_mistakes(labels, said) == [2, 3, 1]
    assert surest_mistakes(labels, {"scratch": said["scratch"]}) == [2, 3]
    assert surest_mistakes([], {"scratch": []}) == []


@given(st.lists(st.tuples(CLASSES, CLASSES, CLASSES), max_size=40))
def test_pairs_count_all_mistakes_and_nothing_else(answered: list[tuple[str, str, str]]) -> None:
    labels = [label for label, _, _ in answered]
    named = {
        "fine_tune": [one for _, one, _ in answered],
        "scratch": [two for _, _, two in answered],
    }
    found = confused_pairs(labels, named)
    counted = Counter(
        (arm, label, answer)
        for arm, answers in named.items()
        for label, answer in zip(labels, answers, strict=True)
        if label != answer
    )
    told = {
        (arm, pair.true, pair.predicted): number
        for pair in found
        for arm, number in pair.counts.items()
        if number
    }
    assert told == counted
    totals = [pair.total for pair in found]
    assert totals == sorted(totals, reverse=True)
    assert 0 not in totals
