"""Say which thresholds the labelled answers give, and what the marking is worth with them.

python -m tests.interview.fit_marking
"""

from dataclasses import asdict

from tests.interview.labelled import MAIN
from tests.interview.measuring import (
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


def main() -> None:
    """Print the thresholds for lessons/marking.py, and a table for tests/benchmarks/README.md."""
    chosen = thresholds(scored_points(by_heads))
    print(f"MADE_FROM = {chosen.made:.2f}, UNSURE_FROM = {chosen.unsure:.2f}\n")
    for scorer in (by_words, by_cosine, by_spelling, by_meaning, by_heads):
        _print(scorer.__name__, scorer)


def _print(name: str, scorer: Scorer) -> None:
    judged = left_out(scored_points(scorer))
    parts = {
        "all": judged,
        "main question": [one for one in judged if one[0].question == MAIN],
        "others": [one for one in judged if one[0].question != MAIN],
    }
    for part, points in parts.items():
        numbers = [f"{key} {value:.3g}" for key, value in asdict(agreement(points)).items()]
        print(f"{name}, {part}:", ", ".join(numbers))


if __name__ == "__main__":
    main()
