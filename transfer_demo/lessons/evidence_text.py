"""The words around the evidence of an answer: whose it is, and what its figures show."""

from transfer_demo.lessons.document import document
from transfer_demo.lessons.evidence import Origin


def say(name: str, /, **values: str) -> str:
    """Return one of these words with its values."""
    return document("interview/evidence.md").say(name, **values)


def whose(part: str, origin: Origin) -> str:
    """Say whose numbers a sentence of the learner has."""
    return say(f"{part}.own") if origin.own else say(f"{part}.sample")
