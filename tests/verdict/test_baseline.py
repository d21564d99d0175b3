import re
import warnings
from collections import Counter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.dummy import DummyClassifier
from sklearn.metrics import balanced_accuracy_score

from tests.told import epoch_end, finished, started
from transfer_demo.events import Event, Started
from transfer_demo.history import History, fold
from transfer_demo.verdict import judge
from transfer_demo.verdict.baseline import (
    balanced,
    balanced_accuracy,
    balanced_sentence,
    baseline,
    baseline_of,
    guessing_sentence,
    is_unequal,
)

CLASSES = ("birds", "fruit", "tools")
LABELS = st.lists(st.integers(0, 2), min_size=1, max_size=30)


def _started(train: list[int], validation: list[int]) -> Started:
    counts = tuple(train.count(label) for label in range(3)) if train else ()
    return started("scratch", labels=validation, classes=CLASSES, train_counts=counts)


def _right(train: list[int], validation: list[int], name: int | None = None) -> float:
    """What scikit-learn's classifier that ignores the picture gets."""
    strategy = "most_frequent" if name is None else "constant"
    guesser = DummyClassifier(strategy=strategy, constant=name)
    nothing = [[0.0]]
    fitted = guesser.fit(nothing * len(train), train)
    return float(fitted.score(nothing * len(validation), validation))


@given(LABELS, LABELS)
def test_the_baseline_is_that_of_a_classifier_that_ignores_the_picture(
    train: list[int], validation: list[int]
) -> None:
    (_, most), *others = Counter(train).most_common()
    assume(most not in dict(others).values())
    found = baseline(_started(train, validation))
    assert found is not None
    assert found.accuracy == pytest.approx(_right(train, validation))
    assert found.alone
    assert found.label.startswith("always the most frequent class: ")


@given(LABELS, LABELS)
def test_of_several_most_frequent_classes_it_is_the_mean(
    train: list[int], validation: list[int]
) -> None:
    most = max(Counter(train).values())
    ties = [label for label, count in Counter(train).items() if count == most]
    found = baseline(_started(train, validation))
    assert found is not None
    each = [_right(train, validation, name) for name in ties]
    assert found.accuracy == pytest.approx(sum(each) / len(each))
    assert found.alone == (len(ties) == 1)


def test_it_is_chosen_on_the_training_images_even_where_others_are_more_frequent_later() -> None:
    found = baseline(_started([0, 0, 1], [0, 1, 1, 1]))
    assert found is not None
    assert found.accuracy == 0.25


def test_of_an_older_run_without_counts_the_validation_images_say_which_class() -> None:
    found = baseline(_started([], [0, 1, 1, 1, 2]))
    assert found is not None
    assert (found.accuracy, found.alone) == (0.6, True)
    assert found.sentence == "Always naming the most frequent class would be right on 60%."


def test_equally_frequent_classes_are_not_called_the_most_frequent_one() -> None:
    found = baseline(_started([0, 1, 2], [0, 1, 2]))
    assert found is not None
    assert found.label == "always the same class: 33% on average"


def test_without_a_validation_image_there_is_no_baseline() -> None:
    assert baseline(_started([0, 1], [])) is None
    assert baseline_of([]) is None
    assert guessing_sentence(History()) == balanced_sentence(History()) == []


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=60))
def test_balanced_accuracy_is_that_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    labels, predictions = zip(*pairs, strict=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of classes that are only predicted
        expected = balanced_accuracy_score(labels, predictions)
    assert balanced_accuracy(labels, predictions) == pytest.approx(expected)


@given(LABELS, st.integers(0, 2))
def test_always_naming_one_class_has_no_more_than_one_class(labels: list[int], name: int) -> None:
    share = balanced_accuracy(labels, [name] * len(labels))
    assert share == pytest.approx((name in labels) / len(set(labels)))


@pytest.mark.parametrize(
    ("train", "validation", "unequal"),
    [
        ([4, 2, 3], [4, 2, 3], False),  # just twice as many
        ([5, 2, 3], [4, 2, 3], True),
        ([4, 2, 3], [5, 2, 3], True),
        ([], [4, 2, 3], False),
        ([], [5, 2, 3], True),
        ([3, 3, 3], [1, 1, 0], True),
        ([3, 3, 3], [0, 0, 0], False),  # nothing was validated
    ],
)
def test_classes_are_unequal_where_one_has_more_than_twice_the_images_of_another(
    train: list[int], validation: list[int], unequal: bool
) -> None:
    parts = (
        [n for n, count in enumerate(part) for _ in range(count)] for part in (train, validation)
    )
    assert is_unequal(_started(*parts)) == unequal


def test_balanced_accuracy_is_given_only_where_accuracy_says_less() -> None:
    labels = [0, 0, 0, 1]
    epoch = epoch_end("scratch", 1, hits=[True, True, True, False], labels=labels)
    assert balanced(started("scratch", labels=labels), epoch) == 0.5
    equal = started("scratch", labels=[0, 0, 1, 1])
    assert balanced(equal, epoch_end("scratch", 1, hits=[True] * 4, labels=[0, 0, 1, 1])) is None
    assert balanced(started("scratch", labels=labels), None) is None
    assert balanced(None, epoch) is None


def _told(labels: list[int], *hits: list[bool]) -> list[Event]:
    ends = [epoch_end("scratch", n, hits=of, labels=labels) for n, of in enumerate(hits, start=1)]
    return [started("scratch", labels=labels), *ends, finished("scratch")]


def test_the_verdict_says_what_guessing_gets() -> None:
    verdict = judge(fold(_told([0, 0, 0, 1], [True] * 4, [True, True, True, False])))
    assert verdict is not None
    assert "Always naming the most frequent class would be right on 75%." in verdict.sentences
    # Of the last epoch; the first one had every image right.
    (told,) = (said for said in verdict.sentences if "balanced accuracy" in said)
    assert re.findall(r"\w[\w ]* [\d.]+%", told) == [
        "training from scratch 50%",
        "and always one class 50%",
    ]


def test_where_classes_are_about_equal_the_verdict_keeps_to_accuracy() -> None:
    verdict = judge(fold(_told([0, 0, 1], [True, False, True])))
    assert verdict is not None
    assert "balanced" not in verdict.text
    assert "Always naming the most frequent class would be right on 67%." in verdict.sentences
