"""What runs without a fault reach on the images of Break it: it tells what is unusual."""

from functools import cache

from transfer_demo.lessons.document import document
from transfer_demo.lessons.recordings import recording
from transfer_demo.lessons.template import render
from transfer_demo.verdict import accuracy_in_percent


@cache
def usual(images: str) -> str:
    """Return it in a sentence, from the recording of such a run.

    Args:
        images: the key of a sample.
    """
    history = recording(f"{images}-usual").run.history
    values = {
        f"usual.{name}": accuracy_in_percent(arm.last)
        for name, arm in history.arms.items()
        if arm.last
    }
    classes = next(len(arm.started.classes) for arm in history.arms.values() if arm.started)
    values |= {"usual.classes": str(classes), "usual.chance": f"{round(100 / classes)}%"}
    return render(document("usual.md").sections[images], values)
