import numpy as np
import pytest
import torch

from transfer_demo.lessons import answer_scoring
from transfer_demo.lessons.answer_scoring import score_answer, scores, spelling, ways
from transfer_demo.lessons.interview_questions import Question, questions

MAIN = questions()[0]
GENERATOR = np.random.default_rng(0)


def made_up(rows: int, *, columns: int = 384) -> np.ndarray:
    vectors = GENERATOR.normal(size=(rows, columns))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


RUBRIC = made_up(len(ways(MAIN)))


def test_the_heads_minimise_the_error_on_the_rubric_and_their_own_size() -> None:
    makes = torch.tensor(
        [[way in (point.sentence, *point.also) for point in MAIN.rubric] for way in ways(MAIN)],
        dtype=torch.float64,
    )
    known, spoken = torch.tensor(RUBRIC).double(), torch.tensor(made_up(5)).double()
    # The oracle: the least squares with a penalty, written as one without by further rows.
    centred = known - known.mean(dim=0)
    rows = torch.cat([centred, 0.2**0.5 * torch.eye(384, dtype=torch.float64)])
    wanted = torch.cat([makes - makes.mean(dim=0), torch.zeros(384, makes.shape[1])])
    heads = torch.linalg.lstsq(rows, wanted).solution
    expected = (spoken - known.mean(dim=0)) @ heads + makes.mean(dim=0)
    found = scores(MAIN, spoken=spoken.numpy(), rubric=RUBRIC)
    assert found == pytest.approx(expected.numpy(), abs=1e-6)


def test_more_sentences_never_lower_a_score() -> None:
    spoken = made_up(6)
    fewer = scores(MAIN, spoken=spoken[:3], rubric=RUBRIC).max(axis=0)
    more = scores(MAIN, spoken=spoken, rubric=RUBRIC).max(axis=0)
    assert (more >= fewer - 1e-9).all()  # sums of other rows are rounded otherwise


def test_a_worker_scores_what_the_rubric_says_highest_where_it_says_it() -> None:
    said = tuple(point.also[0] for point in MAIN.rubric)
    assert score_answer(MAIN, said).argmax(axis=1).tolist() == list(range(len(MAIN.rubric)))


def test_what_is_asked_beside_others_is_scored_as_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    known = dict(zip(ways(MAIN), RUBRIC, strict=True))

    def embed(said: tuple[str, ...], rubric: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
        return tuple(np.stack([known[text] for text in each]) for each in (said, rubric))

    monkeypatch.setattr(answer_scoring, "embed", embed)
    said = ways(MAIN)[:3]
    together = score_answer(MAIN, said)
    for row, sentence in zip(together, said, strict=True):
        assert score_answer(MAIN, (sentence,))[0] == pytest.approx(row)


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.name)
def test_the_ways_of_a_question_are_all_that_its_rubric_says(question: Question) -> None:
    said = ways(question)
    for point in question.rubric:
        assert {point.sentence, *point.also, *point.near_misses} <= set(said)
    assert len(said) == sum(1 + len(p.also) + len(p.near_misses) for p in question.rubric)


def test_a_text_of_which_nothing_is_known_is_zero() -> None:
    weights = spelling(["xyz", ""], known=["frozen layers"])
    assert np.array_equal(weights, np.zeros_like(weights))


def test_words_of_one_stem_are_nearer_than_others() -> None:
    known = ["Freeze the layers.", "It was frozen.", "Collect more labels."]
    froze, labels = spelling(["We freeze it.", "Label it."], known=known)
    rubric = spelling(known, known=known)
    assert froze @ rubric[0] > froze @ rubric[2]
    assert labels @ rubric[2] > labels @ rubric[0]
