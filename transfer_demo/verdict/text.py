"""The verdict in plain sentences. Every number in them was counted or measured in the run."""

import math
from fractions import Fraction
from typing import Final

from transfer_demo.events import EpochEnd
from transfer_demo.history import ArmHistory
from transfer_demo.plan import ARM_NAMES, FINE_TUNE, SCRATCH
from transfer_demo.verdict.baseline import balanced_sentence, baseline_of, guessing_sentence
from transfer_demo.verdict.differences import devices, lengths, probe
from transfer_demo.verdict.standing import Duel, Score, Standing
from transfer_demo.wording import amount, counted, p_value, points, seconds

_SHORT: Final = {FINE_TUNE: "fine-tuning", SCRATCH: "scratch"}


def describe(standing: Standing) -> tuple[str, ...]:
    """Say who won and by how much, how sure that is, what it cost, and what to keep in mind."""
    said = [*summary(standing), *_unfinished(standing)]
    said += _what_would_tell(standing.duel) if standing.duel else []
    said += [_intervals(standing), *guessing_sentence(standing.history)]
    said += [*_beside_guessing(standing), *balanced_sentence(standing.history)]
    said += [*_milestone(standing), *devices(standing), _caution(standing)]
    return tuple(said)


def summary(standing: Standing) -> tuple[str, ...]:
    """Say who won and by how much, what was not alike, and how sure that is."""
    test = [_test(standing.duel)] if standing.duel else []
    return (_headline(standing), *lengths(standing), *probe(standing), *test)


def _headline(standing: Standing) -> str:
    duel, scores = standing.duel, standing.scores
    so_far = "" if standing.finished else "So far, "
    if duel is None:
        (arm, score), *_ = scores.items()
        alone = f"{so_far}only {ARM_NAMES[arm]} has results, so there is nothing to compare it with"
        return f"{_capital(alone)}: it is right on {_of_all(score)}."
    if duel.winner == "undecided":
        if duel.difference == 0:
            alike = f"undecided: both are right on {_of_all(scores[SCRATCH])}."
            return _capital(so_far + alike)
        return _capital(
            f"{so_far}undecided: fine-tuning is right on {_of_all(scores[FINE_TUNE])}, training "
            f"from scratch on {_short_count(scores[SCRATCH])}. This difference of "
            f"{points(duel.difference, duel.total)} may be chance."
        )
    loser = SCRATCH if duel.winner == FINE_TUNE else FINE_TUNE
    verb = "leads"
    if standing.finished:
        verb = "won" if _is_fair(standing) else "was ahead"
    lead = points(duel.difference, duel.total)
    return _capital(
        f"{so_far}{ARM_NAMES[duel.winner]} {verb} by {lead}: it is right on "
        f"{_of_all(scores[duel.winner])}, {ARM_NAMES[loser]} on {_short_count(scores[loser])}."
    )


def _unfinished(standing: Standing) -> list[str]:
    said = [_state(arm) for arm in standing.history.arms.values() if arm.arm in ARM_NAMES]
    if standing.finished and not _is_fair(standing):
        said.append("An arm did not do all that was planned, so this race was not a fair one.")
    return [sentence for sentence in said if sentence]


def _is_fair(standing: Standing) -> bool:
    """Say whether each arm did all that was planned for it, or the same share of it."""
    arms = [standing.history.arms[name] for name in standing.scores]
    shares = {
        Fraction(arm.last.epoch, max(arm.started.epochs, arm.last.epoch))
        for arm in arms
        if arm.last and arm.started
    }
    return len(shares) <= 1 or all(arm.finished and arm.finished.outcome == "done" for arm in arms)


def _state(arm: ArmHistory) -> str:
    """Say how far an arm came, unless it did all that was planned."""
    over = arm.finished
    if over and over.outcome == "done":
        return ""
    name = _capital(ARM_NAMES[arm.arm])
    last = arm.last
    if last is None:
        verbs = {"stopped": "was stopped", "failed": "failed"}
        if over is None:
            return f"{name} has not ended its first epoch yet."
        return _with_reason(
            f"{name} {verbs[over.outcome]} before its first epoch ended", over.message
        )
    planned = max(arm.started.epochs if arm.started else 0, last.epoch)
    epochs = f"epoch {last.epoch} of {planned}"
    if over is None:
        return f"{name} is still running: {epochs} is done."
    if over.outcome == "stopped":
        return f"{name} was stopped after {epochs}."
    return _with_reason(f"{name} failed after {epochs}", over.message)


def _test(duel: Duel) -> str:
    if duel.only_fine_tune == duel.only_scratch == 0:
        return (
            "Both are right on exactly the same images, so nothing tells the arms apart "
            "(McNemar's exact test, p = 1)."
        )
    test = "McNemar's exact test"
    if duel.leads:
        test = "exact sign-flip test, in which images that look alike count as one"
    return (
        f"Only fine-tuning is right on {_images(duel.only_fine_tune)}, only scratch on "
        f"{duel.only_scratch:,}. If both were equally good, chance alone would divide them like "
        f"this, or more unevenly, in {_chance(duel.p_value)} ({test}, "
        f"{p_value(duel.p_value)}). We name a winner only below 5 of 100."
    )


def _what_would_tell(duel: Duel) -> list[str]:
    if duel.winner != "undecided":
        return []
    needed = duel.images_needed
    if needed is None:
        return ["Without a difference nobody can say how many validation images would tell."]
    # The formula knows the normal curve, not the exact test, and can name too few of few images.
    number = "A few more" if needed <= duel.pieces else f"Roughly {_rounded_up(needed):,}"
    which = " that do not look alike" if duel.leads else ""
    return [
        f"{number} validation images{which} would probably tell (in 80 of 100 cases), if the arms "
        "went on to differ like this."
    ]


def _intervals(standing: Standing) -> str:
    ranges = [
        f"{ARM_NAMES[arm]} {score.interval_in_percent}" for arm, score in standing.scores.items()
    ]
    score = next(iter(standing.scores.values()))
    # Rounded down: what is left over is no image.
    alike = (
        f", some of which look alike and tell as much as {int(score.independent):,} that do not,"
        if score.some_alike
        else ""
    )
    return (
        f"From {_images(score.total)}{alike} an accuracy is known only roughly: "
        f"{', '.join(ranges)} (95% Wilson intervals)."
    )


def _beside_guessing(standing: Standing) -> list[str]:
    """Name the arms that are not clearly better than always naming the most frequent class."""
    guessing = baseline_of(standing.history.arms.values())
    if guessing is None:
        return []
    scores = standing.scores.items()
    alike = [
        ARM_NAMES[arm]
        for arm, score in scores
        if score.interval[0] <= guessing.accuracy <= score.interval[1]
    ]
    below = [ARM_NAMES[arm] for arm, score in scores if score.interval[1] < guessing.accuracy]
    said = []
    if alike:
        arms = _capital(" and ".join(alike))
        said.append(f"{arms} cannot be told from that on so few images.")
    if below:
        verb = "is" if len(below) == 1 else "are"
        said.append(
            f"{_capital(' and '.join(below))} {verb} right on fewer than that, and so name other "
            "classes, too."
        )
    return said


def _milestone(standing: Standing) -> list[str]:
    needed = standing.milestones.get(SCRATCH)
    if needed is None or FINE_TUNE not in standing.milestones:
        return []
    arms = standing.history.arms
    when = "at its end" if arms[SCRATCH].finished else "now"
    goal = f"what scratch has {when} ({standing.scores[SCRATCH].in_percent})"
    reached = standing.milestones[FINE_TUNE]
    scratch = f"scratch needed {_cost(needed, arms[SCRATCH])}"
    if reached is not None:
        cost = _cost(reached, arms[FINE_TUNE])
        return [f"Fine-tuning reached {goal} for good after {cost}; {scratch}."]
    below = "ends below" if arms[FINE_TUNE].finished else "is still below"
    return [f"Fine-tuning {below} {goal}; {scratch}."]


def _caution(standing: Standing) -> str:
    last = ", ".join(f"{_SHORT[arm]} {score.epoch}" for arm, score in standing.scores.items())
    both = "" if standing.duel is None else " each"
    chose = ", which nobody chose" if standing.finished and _is_fair(standing) else ""
    return (
        f"What counts is the last epoch ({last}){chose}; the star on the chart is the "
        "best epoch in hindsight, which flatters, and early stopping would need images of its own. "
        f"This was one training{both}: with another seed, a small difference can turn round."
    )


def _of_all(score: Score) -> str:
    """Write a score: 30 of 33 validation images (91%)."""
    total = counted(score.total, "validation image")
    return f"{score.correct:,} of {total} ({score.in_percent})"


def _short_count(score: Score) -> str:
    return f"{score.correct:,} ({score.in_percent})"


def _cost(epoch: EpochEnd, arm: ArmHistory) -> str:
    # How soon a level is reached depends on how long the training was meant to be.
    planned = f" of {arm.started.epochs}" if arm.started else ""
    return (
        f"{seconds(epoch.seconds)}, {_images(epoch.images_seen)} and "
        f"{amount(epoch.gflops)} GFLOPs (epoch {epoch.epoch}{planned})"
    )


def _images(number: int) -> str:
    return counted(number, "image")


def _chance(p_value: float) -> str:
    if p_value < 0.001:
        return "fewer than 1 of 1,000 cases"
    if p_value < 0.1:
        return f"about {1000 * p_value:.0f} of 1,000 cases"
    return f"about {100 * p_value:.0f} of 100 cases" if p_value < 1 else "every case"


def _rounded_up(number: int) -> int:
    """Round up to two digits: an estimate that looks exact would claim too much."""
    step: int = 10 ** max(len(str(number)) - 2, 0)
    return math.ceil(number / step) * step


def _with_reason(sentence: str, reason: str) -> str:
    return f"{sentence}: {reason}" if reason else f"{sentence}."


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
