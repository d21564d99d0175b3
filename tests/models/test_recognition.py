from hypothesis import given
from hypothesis import strategies as st

from transfer_demo.models.probabilities import likeliest
from transfer_demo.models.recognition import LOST, recognised, usual_points

CLASSES = ("a", "b", "c")


@st.composite
def answered(draw: st.DrawFn) -> tuple[list[str], list[dict[str, float]]]:
    """True classes, and probabilities in whole percent, which the points are set in, too."""
    labels = draw(st.lists(st.sampled_from(CLASSES), max_size=60))
    answers = []
    for _ in labels:
        first = draw(st.integers(0, 100))
        second = draw(st.integers(0, 100 - first))
        shares = draw(st.permutations([first, second, 100 - first - second]))
        answers.append({name: share / 100 for name, share in zip(CLASSES, shares, strict=True)})
    return labels, answers


@given(answered())
def test_hardly_a_right_answer_is_lost_and_a_higher_point_would_lose_more(
    told: tuple[list[str], list[dict[str, float]]],
) -> None:
    labels, answers = told
    points = usual_points(CLASSES, labels, answers)
    for name in CLASSES:
        right = [
            answer
            for label, answer in zip(labels, answers, strict=True)
            if likeliest(answer) == label == name
        ]
        if not right:
            assert points[name] == 0
            continue
        lost = [answer for answer in right if recognised(answer, points) is None]
        assert len(lost) <= LOST * len(right)
        higher = {**points, name: points[name] + 0.01}
        more = [answer for answer in right if recognised(answer, higher) is None]
        assert len(more) > LOST * len(right)


def test_images_that_look_alike_lose_one_right_answer_together() -> None:
    # Twenty right answers, of which one may be lost: of ten pairs none may.
    answers = [{"a": 0.5 + place / 100, "b": 0.5 - place / 100} for place in range(1, 21)]
    labels = ["a"] * 20
    assert usual_points(("a", "b"), labels, answers)["a"] == 0.52
    pairs = [f"pair {place // 2}" for place in range(20)]
    assert usual_points(("a", "b"), labels, answers, pairs)["a"] == 0.51


def test_a_class_is_named_where_it_reaches_its_own_point() -> None:
    points = {"a": 0.6, "b": 0.3, "c": 0.0}
    assert recognised({"a": 0.6, "b": 0.3, "c": 0.1}, points) == "a"
    assert recognised({"a": 0.59, "b": 0.31, "c": 0.1}, points) is None
    assert recognised({"a": 0.2, "b": 0.2, "c": 0.6}, points) == "c"
