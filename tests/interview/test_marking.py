"""The marking against the labels; its figures stand in tests/benchmarks/README.md.

Thresholds for the answers to a question are chosen on the answers to all others.
"""

from functools import cache

import pytest

from tests.interview.labelled import LIST, MAIN
from tests.interview.measuring import (
    MADE_PRECISION,
    MISSING_PRECISION,
    Agreement,
    Scorer,
    agreement,
    by_cosine,
    by_heads,
    by_meaning,
    by_spelling,
    left_out,
    scored_points,
    thresholds,
)
from tests.interview.words import by_words
from transfer_demo.lessons import marking


@cache
def measured(scorer: Scorer, *, main_only: bool = False) -> Agreement:
    judged = left_out(scored_points(scorer))
    return agreement(
        one
        for one in judged
        if not main_only or (one[0].question == MAIN and one[0].quality != LIST)
    )


def f1(scorer: Scorer) -> float:
    found = measured(scorer)
    return 2 * found.precision * found.recall / (found.precision + found.recall)


@pytest.mark.parametrize("main_only", [False, True], ids=["all_questions", "main_question"])
def test_points_are_found_with_precision_and_recall(main_only: bool) -> None:
    found = measured(by_heads, main_only=main_only)
    assert found.precision >= 0.88
    assert found.recall >= 0.77


@pytest.mark.parametrize("main_only", [False, True], ids=["all_questions", "main_question"])
def test_where_it_is_sure_it_is_right_more_often_and_it_is_unsure_now_and_then(
    main_only: bool,
) -> None:
    found = measured(by_heads, main_only=main_only)
    assert found.made_precision >= 0.90
    assert found.missing_precision >= 0.92
    assert found.made_recall >= 0.72
    assert 0.05 <= found.unsure <= 0.18


def test_what_is_said_in_a_list_is_found_more_often_than_not() -> None:
    found = agreement(one for one in left_out(scored_points(by_heads)) if one[0].quality == LIST)
    assert found.precision >= 0.9
    assert found.recall >= 0.55


def test_the_quoted_sentence_is_the_one_that_made_the_point() -> None:
    assert measured(by_heads).right_sentence >= 0.95


def test_it_beats_what_is_simpler() -> None:
    assert f1(by_heads) >= f1(by_words) + 0.15
    assert f1(by_heads) >= f1(by_cosine) + 0.2


def test_meaning_and_spelling_together_beat_each_alone() -> None:
    assert f1(by_heads) >= max(f1(by_meaning), f1(by_spelling)) + 0.02


def test_the_thresholds_of_the_program_are_those_of_the_labelled_answers() -> None:
    chosen = thresholds(scored_points(by_heads))
    assert pytest.approx(chosen.made, abs=0.02) == marking.MADE_FROM
    assert pytest.approx(chosen.unsure, abs=0.02) == marking.UNSURE_FROM


def test_what_the_program_is_sure_of_is_right_as_often_as_it_says() -> None:
    points = scored_points(by_heads)
    made = [point.made for point in points if point.score >= marking.MADE_FROM]
    missing = [not point.made for point in points if point.score < marking.UNSURE_FROM]
    assert sum(made) / len(made) >= MADE_PRECISION
    assert sum(missing) / len(missing) >= MISSING_PRECISION
