"""The words around the evidence of an answer: whose it is, and what its figures show."""

from transfer_demo.lessons.document import document


def say(name: str, /, **values: str) -> str:
    """Return one of these words with its values."""
    return document("interview/evidence.md").say(name, **values)


def title_of(figure: str) -> str:
    """Return what a figure of the walkthrough is called on the screen."""
    return say(f"figure.{figure.replace('-', '_')}")


def whose(part: str, *, own: bool) -> str:
    """Say whose numbers a sentence of the learner has."""
    return say(f"{part}.own") if own else say(f"{part}.sample")
