"""Say which thresholds the labelled answers give, and what the marking is worth with them.

python -m tests.interview.fit_marking
"""

from dataclasses import asdict

import numpy as np

from tests.interview.labelled import MAIN
from tests.interview.measuring import (
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
    opposites = scored_points(by_heads, opposites=True)
    wrongly = sum(point.score >= chosen.made and not point.made for point in opposites)
    print(f"answers that claim the opposite: {wrongly} of {len(opposites)} points wrongly made\n")
    own_words = _in_own_words()
    for scorer in (by_words, by_cosine, by_spelling, by_meaning, by_heads):
        judged = left_out(scored_points(scorer))
        parts = {
            "all": judged,
            "main question": [one for one in judged if one[0].question == MAIN],
            "others": [one for one in judged if one[0].question != MAIN],
            "own words": [one for one, own in zip(judged, own_words, strict=True) if own],
        }
        for part, points in parts.items():
            numbers = [f"{key} {value:.3g}" for key, value in asdict(agreement(points)).items()]
            print(f"{scorer.__name__}, {part}:", ", ".join(numbers))


def _in_own_words() -> list[bool]:
    """Say of which points the answer shares few words with the rubric: like a third of the made."""
    points = scored_points(by_words)
    few = np.quantile([point.score for point in points if point.made], 1 / 3)
    return [point.score <= few for point in points]


if __name__ == "__main__":
    main()
