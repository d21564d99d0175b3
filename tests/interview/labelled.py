"""Answers to questions of the interview, with the points that each makes: see answers/*.md.

Each answer begins with fields, then comes its text, then a line for each point that it makes:

    earned: key <- the sentence that makes it, letter for letter
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from transfer_demo.lessons.interview_questions import Question, questions

MAIN = "explain-transfer-learning"

# The quality of answers that claim the opposite of points: no thresholds are chosen on them.
OPPOSITE = "opposite"
# The quality of answers that say several things in each sentence.
LIST = "list"

_FOLDER = Path(__file__).parent / "answers"
_ANSWER = re.compile(
    r"^---\nquestion: (?P<question>[^\n]+)\nquality: (?P<quality>[^\n]+)\n"
    r"covers:(?P<covers>[^\n]*)\n---\n"
    r"(?P<body>.*?)(?=^---\nquestion: |\Z)",
    re.MULTILINE | re.DOTALL,
)
_EARNED = re.compile(r"^earned: (\S+) <- (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Labelled:
    """An answer, and for each point that it makes the sentences that make it."""

    question: str
    quality: str
    text: str
    earned: dict[str, tuple[str, ...]]


@cache
def labelled_answers() -> tuple[Labelled, ...]:
    """Return all answers, question by question."""
    return tuple(
        _answer(match)
        for file in sorted(_FOLDER.glob("*.md"))
        for match in _ANSWER.finditer(file.read_text(encoding="utf-8"))
    )


def question_of(answer: Labelled) -> Question:
    """Return the question that an answer is to."""
    (question,) = (one for one in questions() if one.name == answer.question)
    return question


def _answer(match: re.Match[str]) -> Labelled:
    text = _EARNED.split(match["body"])[0].strip()
    earned: dict[str, tuple[str, ...]] = {}
    for key, sentence in _EARNED.findall(match["body"]):
        earned[key] = (*earned.get(key, ()), sentence)
    covers = [key.strip() for key in match["covers"].split(",") if key.strip()]
    if sorted(covers) != sorted(earned):
        raise ValueError(f"An answer to {match['question']} covers {covers} and earns {earned}.")
    return Labelled(match["question"], match["quality"], text, earned)
