"""What a sentence looks like, whatever it means: the pieces of its words, rare ones counting more.

Terms such as "BatchNorm" say much, and a small language model knows little of them. Pieces of
three to five letters find "froze" in "frozen", too.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

_LENGTHS: Final = (3, 4, 5)


def spelling(texts: Sequence[str], *, known: Sequence[str]) -> NDArray[np.float64]:
    """Return (texts, pieces), each row of length 1, or 0 where no piece is known.

    These are TF-IDF weights with the logarithm of the counts. Which pieces there are, and how rare
    each is, is learned from the `known` texts.
    """
    in_texts = Counter(piece for text in known for piece in set(_pieces(text)))
    column = {piece: number for number, piece in enumerate(sorted(in_texts))}
    rarity = {piece: math.log((1 + len(known)) / (1 + n)) + 1 for piece, n in in_texts.items()}
    weights = np.zeros((len(texts), len(column)))
    for row, text in zip(weights, texts, strict=True):
        for piece, count in Counter(_pieces(text)).items():
            if piece in column:
                row[column[piece]] = (1 + math.log(count)) * rarity[piece]
    lengths = np.linalg.norm(weights, axis=1, keepdims=True)
    return weights / np.where(lengths > 0, lengths, 1.0)


def _pieces(text: str) -> Iterator[str]:
    """Yield the pieces of each word, a space at its ends; a short word gives one of its own."""
    for word in text.lower().split():
        padded = f" {word} "
        for length in _LENGTHS:
            for start in range(max(len(padded) - length, 0) + 1):
                yield padded[start : start + length]
            if len(padded) <= length:
                break
