import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix

from tests.told import arm_events, epoch_end, started
from transfer_demo.charts import confusion, theme
from transfer_demo.history import ArmHistory, fold

NAMES = ("<b>birds</b>", "2024-01-01", "cats & dogs")
LABELS = (0, 0, 0, 1, 1, 2)
ANSWERS = (0, 0, 1, 1, 0, 2)


def _arm() -> ArmHistory:
    events = [
        started("scratch", labels=LABELS, classes=NAMES),
        epoch_end("scratch", 1, hits=[True] * 6, labels=LABELS, val_predictions=LABELS),
        epoch_end(
            "scratch", 2, hits=[True] * 4 + [False] * 2, labels=LABELS, val_predictions=ANSWERS
        ),
    ]
    return fold(events).arms["scratch"]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40))
def test_the_counts_are_those_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    labels, predictions = zip(*pairs, strict=True)
    expected = confusion_matrix(labels, predictions, labels=range(4))
    assert np.array_equal(confusion.count(labels, predictions, classes=4), expected)


def test_the_last_epoch_is_drawn_each_row_as_shares_of_its_class() -> None:
    cells, figures = confusion.figure(_arm()).data
    expected = confusion_matrix(LABELS, ANSWERS, normalize="true")
    assert np.allclose(np.array(cells.z), expected)
    written = {(y, x): text for y, x, text in zip(figures.y, figures.x, figures.text, strict=True)}
    counts = confusion_matrix(LABELS, ANSWERS)
    assert written == {place: str(n) for place, n in np.ndenumerate(counts) if n}


def test_the_title_names_arm_and_epoch_and_counts_the_diagonal() -> None:
    assert confusion.figure(_arm()).layout.title.text == "From scratch, epoch 2: 4 of 6 right"


def test_the_true_classes_run_down_and_the_predicted_ones_along() -> None:
    layout = confusion.figure(_arm()).layout
    assert (layout.xaxis.title.text, layout.yaxis.title.text) == ("Predicted class", "True class")
    assert layout.xaxis.range == (-0.5, 2.5)
    assert layout.yaxis.range == (2.5, -0.5)


def test_names_are_labels_at_numbered_places_and_never_markup_or_dates() -> None:
    chart = confusion.figure(_arm())
    for axis in (chart.layout.xaxis, chart.layout.yaxis):
        assert axis.tickvals == (0, 1, 2)
        assert axis.ticktext == ("&lt;b&gt;birds&lt;/b&gt;", "2024-01-01", "cats &amp; dogs")
    assert chart.data[0].hovertext[0][1] == (
        "1 of 3 images of <b>&lt;b&gt;birds&lt;/b&gt;</b><br>taken for <b>2024-01-01</b>"
    )
    assert "recognised" in chart.data[0].hovertext[2][2]


@pytest.mark.parametrize("arm", theme.ARM_COLOURS)
def test_the_cells_have_the_colour_of_their_arm(arm: str) -> None:
    history = fold(arm_events(arm, [3], total=8)).arms[arm]
    red, green, blue = bytes.fromhex(theme.ARM_COLOURS[arm][1:])
    strongest = confusion.figure(history).data[0].colorscale[-1][1]
    assert strongest == f"rgba({red}, {green}, {blue}, 1)"


def test_before_the_first_epoch_the_chart_says_so() -> None:
    chart = confusion.figure(ArmHistory(arm="scratch"))
    assert len(chart.data) == 0
    assert chart.layout.annotations[0].text == "No epoch has ended yet."


def test_a_class_without_validation_images_has_an_empty_row() -> None:
    events = [
        started("scratch", labels=(0,), classes=("a", "b")),
        epoch_end("scratch", 1, hits=[True], labels=(0,)),
    ]
    cells, _ = confusion.figure(fold(events).arms["scratch"]).data
    assert [list(row) for row in cells.z] == [[1, 0], [0, 0]]


MATRICES = st.integers(1, 7).flatmap(
    lambda n: st.lists(st.lists(st.integers(0, 9), min_size=n, max_size=n), min_size=n, max_size=n)
)


@given(MATRICES, st.integers(1, 7))
def test_of_many_classes_those_stay_that_are_mixed_up_most(
    matrix: list[list[int]], most: int
) -> None:
    chosen = confusion.most_confused(matrix, most=most)
    assert chosen == sorted(set(chosen))
    assert len(chosen) == min(most, len(matrix))
    wrong = np.array(matrix) - np.diag(np.diag(matrix))
    mistakes = wrong.sum(axis=0) + wrong.sum(axis=1)
    left_out = [label for label in range(len(matrix)) if label not in chosen]
    assert min(mistakes[chosen]) >= max(mistakes[left_out], default=0)


@pytest.mark.parametrize("classes", [17, 50, 120, 300])
def test_a_matrix_of_many_classes_can_be_read_and_counts_every_image(classes: int) -> None:
    rng = np.random.default_rng(classes)
    labels = tuple(int(label) for label in np.repeat(np.arange(classes), 3))
    answers = tuple(label if rng.random() < 0.6 else int(rng.integers(classes)) for label in labels)
    names = tuple(f"class {number}" for number in range(classes))
    hits = [label == answer for label, answer in zip(labels, answers, strict=True)]
    events = [
        started("scratch", labels=labels, classes=names),
        epoch_end("scratch", 1, hits=hits, labels=labels, val_predictions=answers),
    ]
    chart = confusion.figure(fold(events).arms["scratch"])
    assert chart.layout.height < 900
    assert chart.layout.xaxis.ticktext[-1] == "other classes"
    assert len(chart.layout.yaxis.ticktext) == 16
    assert f"The 16 of {classes} classes that are mixed up most" in chart.layout.title.text
    _, figures = chart.data
    assert sum(int(text) for text in figures.text) == 16 * 3
    drawn = [names.index(name) for name in chart.layout.yaxis.ticktext]
    written = dict(zip(zip(figures.y, figures.x, strict=True), figures.text, strict=True))
    for row, label in enumerate(drawn):
        right = sum(a == b == label for a, b in zip(labels, answers, strict=True))
        assert written.get((row, row), "0") == str(right)
