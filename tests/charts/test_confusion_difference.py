import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix

from tests.told import epoch_end, started
from transfer_demo.charts import confusion, confusion_difference, theme
from transfer_demo.events import Event
from transfer_demo.history import History, fold

ANSWERED = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30
)


def told(answered: list[tuple[int, int, int]], *, classes: int = 4) -> History:
    """A race in which the arms gave these answers: true class, fine-tuning, from scratch."""
    labels = tuple(label for label, _, _ in answered)
    events: list[Event] = []
    for place, arm in enumerate(("fine_tune", "scratch"), 1):
        answers = tuple(each[place] for each in answered)
        names = tuple(f"class {number}" for number in range(classes))
        events.append(started(arm, labels=labels, classes=names))
        hits = [True] * len(labels)
        events.append(epoch_end(arm, 1, hits=hits, labels=labels, val_predictions=answers))
    return fold(events)


@given(ANSWERED)
def test_it_is_one_matrix_minus_the_other(answered: list[tuple[int, int, int]]) -> None:
    labels, tuned, scratch = zip(*answered, strict=True)
    one, other = (confusion_matrix(labels, said, labels=range(4)) for said in (tuned, scratch))
    cells, figures = confusion_difference.figure(told(answered)).data
    most = np.abs(one - other).max() or 1
    assert np.allclose(np.array(cells.z), (one - other) / most)
    written = {(y, x): text for y, x, text in zip(figures.y, figures.x, figures.text, strict=True)}
    expected = {place: n for place, n in np.ndenumerate(one - other) if n}
    assert {place: int(text.replace("−", "-")) for place, text in written.items()} == expected


def test_more_of_an_arm_has_its_colour_and_words_say_which_way() -> None:
    cells, _ = confusion_difference.figure(told([(0, 0, 1), (1, 1, 1)], classes=2)).data
    ends = cells.colorscale[0][1], cells.colorscale[-1][1]
    for arm, colour in zip(("scratch", "fine_tune"), ends, strict=True):
        red, green, blue = bytes.fromhex(theme.ARM_COLOURS[arm][1:])
        assert colour == f"rgba({red}, {green}, {blue}, 1)"
    assert "recognised:<br>fine-tuning 1 more" in cells.hovertext[0][0]
    assert "taken for <b>class 1</b>:<br>fine-tuning 1 fewer" in cells.hovertext[0][1]


def test_of_many_classes_all_matrices_show_the_same() -> None:
    answered = [(n, n, (n + 1) % 30) for n in range(30) for _ in range(1 + n % 3)]
    history = told(answered, classes=30)
    rows = confusion.shown_classes(history.arms.values())
    assert len(rows) == 16
    names = [f"class {row}" for row in rows]
    figures = [confusion.figure(arm, rows=rows) for arm in history.arms.values()]
    for figure in (*figures, confusion_difference.figure(history)):
        assert list(figure.layout.yaxis.ticktext) == names
