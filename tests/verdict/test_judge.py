import json
import random
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import mcnemar

from tests.told import arm_events, epoch_end, finished, race, started
from transfer_demo.events import Event, Outcome
from transfer_demo.history import History, fold
from transfer_demo.plan import ARMS
from transfer_demo.verdict import Verdict, judge
from transfer_demo.verdict.significance import images_needed, mcnemar_exact, wilson_interval


def _judged(history: History) -> Verdict:
    verdict = judge(history)
    assert verdict is not None
    return verdict


def _won() -> History:
    return race(
        arm_events("fine_tune", [20, 31, 30], total=33),
        arm_events("scratch", [9, 21, 20], total=33, slow=9),
    )


def _alike(outcome: Outcome | None = "done") -> History:
    return race(
        arm_events("fine_tune", [20, 28], total=33, outcome=outcome),
        arm_events("scratch", [9, 26], total=33, outcome=outcome),
    )


def test_there_is_no_verdict_before_the_first_epoch() -> None:
    assert judge(History()) is None
    assert judge(fold([], arms=("fine_tune", "scratch"))) is None
    assert judge(fold([started("scratch"), finished("scratch", "stopped")])) is None


def test_the_clearly_better_arm_wins_by_percentage_points() -> None:
    verdict = _judged(_won())
    assert verdict.winner == "fine_tune"
    assert verdict.difference == pytest.approx(10 / 33)
    assert verdict.text.startswith(
        "Fine-tuning won by 30 percentage points: it is right on 30 of 33 validation images (91%), "
        "training from scratch on 20 (61%)."
    )
    assert "So far" not in verdict.text


def test_training_from_scratch_can_win_too() -> None:
    verdict = _judged(
        race(arm_events("fine_tune", [3], total=33), arm_events("scratch", [30], total=33))
    )
    assert verdict.winner == "scratch"
    assert verdict.difference == pytest.approx(-27 / 33)
    assert verdict.text.startswith("Training from scratch won by 82 percentage points")
    assert "Fine-tuning ends below what scratch has at its end (91%)" in verdict.text


@st.composite
def _answers(draw: st.DrawFn) -> tuple[list[int], list[int], list[int]]:
    """True labels, and what either arm answered after its only epoch."""
    total = draw(st.integers(1, 60))
    classes = st.integers(0, 2)
    return tuple(draw(st.lists(classes, min_size=total, max_size=total)) for _ in range(3))  # type: ignore[return-value]


def _one_epoch(arm: str, labels: list[int], answers: list[int]) -> list[Event]:
    hits = [label == answer for label, answer in zip(labels, answers, strict=True)]
    told = epoch_end(arm, 1, hits=hits, labels=labels, val_predictions=tuple(answers))
    return [started(arm, labels=labels, epochs=1), told, finished(arm)]


@given(_answers())
def test_the_numbers_are_those_of_the_paired_predictions(
    answers: tuple[list[int], list[int], list[int]],
) -> None:
    labels, first, second = answers
    verdict = _judged(
        race(_one_epoch("fine_tune", labels, first), _one_epoch("scratch", labels, second))
    )
    table = [[0, 0], [0, 0]]
    for label, one, other in zip(labels, first, second, strict=True):
        table[label != one][label != other] += 1
    p_value = min(mcnemar(table, exact=True).pvalue, 1)
    right = sum(table[0]), table[0][0] + table[1][0]
    assert verdict.p_value == pytest.approx(p_value, abs=1e-12)
    assert verdict.difference == pytest.approx((right[0] - right[1]) / len(labels))
    assert verdict.scores["fine_tune"].accuracy == right[0] / len(labels)
    assert verdict.scores["scratch"].interval == wilson_interval(right[1], len(labels))
    better = "fine_tune" if right[0] > right[1] else "scratch"
    assert verdict.winner == (better if p_value < 0.05 else "undecided")


def _of_scenes(fine_tune: list[bool], scratch: list[bool], *, frames: int) -> History:
    """A race on so many frames of each scene, which an arm gets right or wrong all together."""
    names = tuple(f"scene {scene}" for scene in range(len(scratch)) for _ in range(frames))
    told: list[Event] = []
    for arm, scenes in (("fine_tune", fine_tune), ("scratch", scratch)):
        hits = [hit for hit in scenes for _ in range(frames)]
        labels = [0] * len(hits)
        told.append(started(arm, labels=labels, epochs=1, validation_groups=names))
        told += [epoch_end(arm, 1, hits=hits, labels=labels), finished(arm)]
    return fold(told, arms=ARMS)


def test_frames_of_one_scene_are_one_piece_of_evidence() -> None:
    # Eight scenes of twelve frames; one of them makes the difference, and would be luck.
    scenes = [True] * 4 + [False] * 4
    verdict = _judged(_of_scenes([*scenes[:3], True, True, *scenes[5:]], scenes, frames=12))
    assert mcnemar_exact(12, 0) < 0.001  # what the frames alone would say
    assert (verdict.p_value, verdict.winner) == (1, "undecided")
    assert verdict.difference == pytest.approx(12 / 96)
    assert verdict.scores["scratch"].interval == pytest.approx(wilson_interval(4, 8))
    assert "sign-flip test, in which images that look alike count as one" in verdict.text
    assert "some of which look alike and tell as much as 8 that do not" in verdict.text


def test_how_many_images_would_tell_is_reckoned_by_scene() -> None:
    ahead, behind = [True] * 5 + [False] * 3, [False] * 5 + [True] + [False] * 2
    verdict = _judged(_of_scenes(ahead, behind, frames=12))
    assert verdict.winner == "undecided"
    needed = images_needed(5, 1, 8)
    assert needed
    assert needed > 8
    assert f"Roughly {needed} validation images that do not look alike would" in verdict.text


def test_scenes_of_one_frame_are_judged_as_images_are() -> None:
    rng = random.Random(0)
    one, other = ([rng.random() < share for _ in range(40)] for share in (0.9, 0.5))
    scenes = _judged(_of_scenes(one, other, frames=1))
    table = list(zip(one, other, strict=True))
    exact = mcnemar_exact(table.count((True, False)), table.count((False, True)))
    assert scenes.p_value == exact
    assert "look alike" not in scenes.text


@given(st.integers(0, 33), st.integers(0, 33), st.booleans())
def test_every_percentage_shown_belongs_to_a_score(one: int, other: int, apart: bool) -> None:
    verdict = _judged(
        race(
            arm_events("fine_tune", [one], total=33),
            arm_events("scratch", [other], total=33, from_the_end=apart),
        )
    )
    scores = list(verdict.scores.values())
    allowed = {score.accuracy for score in scores} | {end for s in scores for end in s.interval}
    # Of 33 images in two classes, 17 show the more frequent one.
    written = {f"{100 * share:.0f}%" for share in allowed} | {"95%", "52%"}
    assert set(re.findall(r"[\d.]+%", verdict.text)) <= written


def test_the_arms_are_compared_after_their_last_epochs_and_the_best_is_called_hindsight() -> None:
    verdict = _judged(_won())
    assert (verdict.scores["fine_tune"].epoch, verdict.scores["fine_tune"].correct) == (3, 30)
    assert "What counts is the last epoch (fine-tuning 3, scratch 3), which nobody chose" in (
        verdict.text
    )
    assert "best epoch in hindsight, which flatters" in verdict.text
    assert "early stopping would need images of its own" in verdict.text


@given(st.lists(st.integers(0, 33), min_size=1, max_size=5), st.integers(0, 33), st.integers(0, 33))
def test_what_came_before_the_last_epoch_decides_nothing(
    before: list[int], fine_tune: int, scratch: int
) -> None:
    def last(*earlier: int) -> Verdict:
        return _judged(
            race(
                arm_events("fine_tune", [*earlier, fine_tune], total=33),
                arm_events("scratch", [*earlier[::-1], scratch], total=33, from_the_end=True),
            )
        )

    one, other = last(*before), last()
    assert (one.winner, one.difference, one.p_value) == (
        other.winner,
        other.difference,
        other.p_value,
    )
    assert one.sentences[0] == other.sentences[0]


def test_an_arm_that_was_planned_to_train_longer_is_compared_after_its_own_last_epoch() -> None:
    verdict = _judged(
        race(
            arm_events("fine_tune", [20, 28], total=33),
            arm_events("scratch", [9, 10, 12, 14, 16, 30, 31, 32], total=33),
        )
    )
    assert (verdict.scores["fine_tune"].epoch, verdict.scores["scratch"].epoch) == (2, 8)
    assert verdict.difference == pytest.approx(-4 / 33)
    assert "(fine-tuning 2, scratch 8)" in verdict.text
    assert "not a fair one" not in verdict.text


def test_undecided_says_how_many_images_would_tell() -> None:
    verdict = _judged(_alike())
    assert verdict.winner == "undecided"
    assert verdict.p_value == mcnemar_exact(2, 0)
    needed = images_needed(2, 0, 33)
    assert needed is not None
    said = re.search(r"Roughly ([\d,]+) validation images would probably tell", verdict.text)
    assert said is not None
    assert needed <= int(said[1].replace(",", "")) < 1.1 * needed
    assert "may be chance" in verdict.text


def test_a_decided_race_asks_for_no_more_images() -> None:
    assert "would probably tell" not in _judged(_won()).text


def test_without_a_difference_no_number_of_images_is_named() -> None:
    same = [arm_events(arm, [20], total=33) for arm in ("fine_tune", "scratch")]
    verdict = _judged(race(*same))
    assert verdict.text.startswith("Undecided: both are right on 20 of 33 validation images (61%).")
    assert verdict.p_value == 1
    assert "exactly the same images" in verdict.text
    assert "nobody can say how many" in verdict.text


def test_equal_scores_on_different_images_are_undecided_too() -> None:
    verdict = _judged(
        race(
            arm_events("fine_tune", [20], total=33),
            arm_events("scratch", [20], total=33, from_the_end=True),
        )
    )
    assert (verdict.difference, verdict.winner) == (0, "undecided")
    assert "Only fine-tuning is right on 13 images, only scratch on 13." in verdict.text


@pytest.mark.parametrize(
    ("fine_tune", "scratch", "p_value", "said"),
    [
        (12, 0, 2 * 0.5**12, "in fewer than 1 of 1,000 cases (McNemar's exact test, p < 0.001)"),
        (8, 0, 2 * 0.5**8, "in about 8 of 1,000 cases (McNemar's exact test, p = 0.008)"),
        (5, 0, 2 * 0.5**5, "in about 62 of 1,000 cases (McNemar's exact test, p = 0.062)"),
        (4, 0, 2 * 0.5**4, "in about 12 of 100 cases (McNemar's exact test, p = 0.125)"),
        (1, 0, 1, "in every case (McNemar's exact test, p = 1)"),
    ],
)
def test_the_p_value_is_told_as_cases(
    fine_tune: int, scratch: int, p_value: float, said: str
) -> None:
    arms = [
        arm_events("fine_tune", [fine_tune], total=12),
        arm_events("scratch", [scratch], total=12),
    ]
    verdict = _judged(race(*arms))
    assert verdict.p_value == pytest.approx(p_value)
    assert said in verdict.text


def test_the_estimate_never_claims_that_fewer_images_than_there_are_would_do() -> None:
    verdict = _judged(
        race(arm_events("fine_tune", [5], total=5), arm_events("scratch", [0], total=5))
    )
    assert images_needed(5, 0, 5) == 4
    assert "A few more validation images would probably tell" in verdict.text


@pytest.mark.parametrize(
    ("right", "named"),
    # Of 100 images 50 show each class, and 60 right ones are surely more than that.
    [
        ((95, 59), ["Training from scratch"]),
        ((95, 60), []),
        ((45, 41), ["Fine-tuning and", "from scratch"]),
        # Surely fewer than that: such an arm does not do as who guesses does.
        ((95, 39), []),
    ],
)
def test_what_cannot_be_told_from_guessing_is_called_that(
    right: tuple[int, int], named: list[str]
) -> None:
    arms = zip(ARMS, right, strict=True)
    verdict = _judged(race(*(arm_events(arm, [hits], total=100) for arm, hits in arms)))
    said = [one for one in verdict.sentences if "cannot be told from that" in one]
    assert len(said) == min(len(named), 1)
    assert all(words in said[0] for words in named)
    below = [one for one in verdict.sentences if "right on fewer than that" in one]
    assert len(below) == (right[1] < 40)
    # "That" is what the sentence before says.
    for one in [*said, *below]:
        place = verdict.sentences.index(one)
        assert "Always naming" in verdict.sentences[place - 1]


def test_a_single_training_of_each_is_said_to_be_one() -> None:
    both = _judged(race(arm_events("fine_tune", [9], total=9), arm_events("scratch", [1], total=9)))
    assert "one training each: with another seed" in both.sentences[-1]
    alone = _judged(fold(arm_events("fine_tune", [9], total=9)))
    assert "one training: with another seed" in alone.sentences[-1]


def test_milestones_say_what_each_arm_needed_to_reach_what_scratch_has_at_its_end() -> None:
    verdict = _judged(
        race(
            arm_events("fine_tune", [10, 21, 30], total=33),
            arm_events("scratch", [9, 22, 19, 20], total=33, slow=9),
        )
    )
    reached, needed = verdict.milestones["fine_tune"], verdict.milestones["scratch"]
    assert reached is not None
    assert needed is not None
    assert (reached.epoch, reached.images_seen, reached.seconds) == (2, 140, 3.0)
    # After the second epoch it had more, and lost it again.
    assert (needed.epoch, needed.gflops) == (4, 432.0)
    assert (
        "Fine-tuning reached what scratch has at its end (61%) for good after 3.0 s, 140 images "
        "and 24 GFLOPs (epoch 2 of 3); scratch needed 54 s, 280 images and 432 GFLOPs "
        "(epoch 4 of 4)." in verdict.text
    )


def test_a_milestone_that_was_never_reached_is_none() -> None:
    slower = race(arm_events("fine_tune", [5, 6], total=33), arm_events("scratch", [7], total=33))
    verdict = _judged(slower)
    assert verdict.milestones["fine_tune"] is None
    assert "Fine-tuning ends below what scratch has at its end (21%)" in verdict.text
    running = race(
        arm_events("fine_tune", [5, 6], total=33, outcome=None),
        arm_events("scratch", [7], total=33),
    )
    assert "is still below what scratch has at its end (21%)" in _judged(running).text
    both = race(
        arm_events("fine_tune", [5, 8], total=33, outcome=None),
        arm_events("scratch", [7], total=33, outcome=None),
    )
    assert "Fine-tuning reached what scratch has now (21%) for good" in _judged(both).text


def test_a_race_that_is_still_on_says_so_far() -> None:
    history = race(
        arm_events("fine_tune", [20, 30], total=33),
        [started("scratch", labels=[n % 2 for n in range(33)], epochs=10)]
        + arm_events("scratch", [9], total=33, outcome=None)[1:],
    )
    verdict = _judged(history)
    assert not verdict.finished
    assert verdict.text.startswith("So far, fine-tuning leads by 64 percentage points")
    assert "won" not in verdict.text
    assert "Training from scratch is still running: epoch 1 of 10 is done." in verdict.text
    assert _judged(_alike(outcome=None)).text.startswith("So far, undecided:")


@pytest.mark.parametrize("arm", ["fine_tune", "scratch"])
def test_one_arm_alone_is_measured_and_not_compared(arm: str) -> None:
    verdict = _judged(fold(arm_events(arm, [20], total=33)))
    assert (verdict.winner, verdict.difference, verdict.p_value) == ("undecided", None, None)
    assert "nothing to compare it with" in verdict.text
    assert "20 of 33 validation images (61%)" in verdict.text
    assert "McNemar" not in verdict.text
    assert "reached" not in verdict.text


def test_an_arm_that_has_not_begun_is_named() -> None:
    history = race(arm_events("fine_tune", [20], total=33, outcome=None), [])
    assert "Training from scratch has not ended its first epoch yet." in _judged(history).text


def test_an_arm_that_failed_says_why() -> None:
    reason = "There was no memory left. Choose a smaller image size."
    early = arm_events("scratch", [], total=33, outcome="failed", message=reason)
    text = _judged(race(arm_events("fine_tune", [20], total=33), early)).text
    assert f"Training from scratch failed before its first epoch ended: {reason}" in text
    late = arm_events("scratch", [9], total=33, outcome="failed", message=reason)
    text = _judged(race(arm_events("fine_tune", [20], total=33), late)).text
    assert f"Training from scratch failed after epoch 1 of 1: {reason}" in text


def test_an_arm_that_was_stopped_makes_the_race_unfair() -> None:
    history = race(
        arm_events("fine_tune", [20, 30], total=33),
        arm_events("scratch", [9], total=33, outcome="stopped", planned=2),
    )
    text = _judged(history).text
    assert "Training from scratch was stopped after epoch 1 of 2." in text
    assert "not a fair one" in text
    assert "Fine-tuning was ahead by" in text
    assert "Fine-tuning won by" in _judged(_won()).text
    assert "not a fair one" not in _judged(_won()).text


@pytest.mark.parametrize(("planned", "fair"), [(2, True), (4, False)])
def test_arms_that_were_stopped_after_the_same_share_of_their_plans_came_equally_far(
    planned: int, fair: bool
) -> None:
    history = race(
        arm_events("fine_tune", [20], total=33, outcome="stopped", planned=2),
        arm_events("scratch", [9], total=33, outcome="stopped", planned=planned),
    )
    assert ("not a fair one" not in _judged(history).text) == fair


def test_that_scratch_had_more_epochs_is_said_and_is_no_unfairness() -> None:
    longer = race(
        arm_events("fine_tune", [30] * 2, total=33), arm_events("scratch", [9] * 8, total=33)
    )
    text = _judged(longer).text
    assert (
        "Training from scratch had 4 times as many epochs (8, and fine-tuning 2), with a schedule "
        "of its own length."
    ) in text
    started = longer.arms["scratch"].started
    assert started
    cropped = replace(longer.arms["scratch"], started=replace(started, views=24))
    text = _judged(replace(longer, arms={**longer.arms, "scratch": cropped})).text
    assert "a schedule of its own length and more crops of each image." in text
    assert "not a fair one" not in text
    assert "as many epochs" not in _judged(_won()).text


def test_a_longer_training_that_was_stopped_where_the_other_ended_was_not_fair() -> None:
    started_long = arm_events("scratch", [9] * 8, total=33)[:3]
    stopped = [*started_long, finished("scratch", "stopped")]
    text = _judged(race(arm_events("fine_tune", [30] * 2, total=33), stopped)).text
    assert "Training from scratch was to have 4 times as many epochs" in text
    # Somebody chose it: by the moment of the stop.
    assert "which nobody chose" not in text
    assert "which nobody chose" in _judged(_won()).text
    assert "An arm did not do all that was planned" in text
    assert "Training from scratch was stopped after epoch 2 of 8." in text


def test_the_json_holds_exactly_what_is_promised() -> None:
    verdict = _judged(_won())
    values = json.loads(json.dumps(verdict.to_dict(), allow_nan=False))
    assert values == {
        "winner": "fine_tune",
        "difference": verdict.difference,
        "p_value": verdict.p_value,
        "text": verdict.text,
    }


@given(st.integers(1, 250), st.data())
def test_every_sentence_is_one(total: int, data: st.DataObject) -> None:
    some = st.lists(st.integers(0, total), max_size=3)
    outcomes = st.sampled_from(("done", "stopped", "failed", None))
    arms = [
        arm_events(arm, data.draw(some), total=total, outcome=data.draw(outcomes))
        for arm in ("fine_tune", "scratch")
    ]
    verdict = judge(race(*arms))
    if verdict is None:
        assert not any(event.kind == "epoch_end" for arm in arms for event in arm)
    else:
        for sentence in verdict.sentences:
            assert re.fullmatch(r"[A-Z].*\.", sentence)
            assert not re.search(r"  |None|nan|\bfine_tune\b|\(\)|\b1 images", sentence)


def test_seconds_of_different_kinds_of_machine_are_not_to_be_compared() -> None:
    history = _won()
    scratch = history.arms["scratch"]
    assert scratch.started
    elsewhere = replace(scratch, started=replace(scratch.started, device="cuda"))
    mixed = replace(history, arms={**history.arms, "scratch": elsewhere})
    said = "The arms were trained on cpu and cuda, so do not compare their seconds."
    assert said in _judged(mixed).text
    assert "do not compare" not in _judged(history).text


def test_a_head_that_was_trained_alone_first_was_shown_more_images_and_that_is_said() -> None:
    tuned = [
        replace(event, images_seen=event.images_seen + 210)
        if hasattr(event, "images_seen")
        else event
        for event in arm_events("fine_tune", [20, 30], total=33)
    ]
    probed = race(tuned, arm_events("scratch", [9, 20], total=33))
    said = "fine-tuning trained its head alone, for which it was shown 210 images more."
    assert said in _judged(probed).text
    assert "its head alone" not in _judged(_won()).text
