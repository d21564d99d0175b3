"""What was not alike for the arms of a race, besides the weights that they began with."""

from transfer_demo.plan import FINE_TUNE, SCRATCH
from transfer_demo.verdict.standing import Standing
from transfer_demo.wording import counted


def lengths(standing: Standing) -> list[str]:
    """Say so where scratch was given more epochs than fine-tuning."""
    begun = {name: arm.started for name, arm in standing.history.arms.items() if arm.started}
    tuned, scratch = begun.get(FINE_TUNE), begun.get(SCRATCH)
    if not tuned or not scratch or tuned.epochs == scratch.epochs:
        return []
    over = standing.history.arms[SCRATCH].finished
    ended = "had" if over and over.outcome == "done" else "was to have"
    verb = ended if over else "has"
    # Without augmentation there is one view, however long the training is.
    crops = " and more crops of each image" if scratch.views > tuned.views else ""
    return [
        f"Training from scratch {verb} {scratch.epochs // tuned.epochs} times as many epochs "
        f"({scratch.epochs:,}, and fine-tuning {tuned.epochs:,}), with a schedule of its own "
        f"length{crops}."
    ]


def probe(standing: Standing) -> list[str]:
    """Say so where the head was trained alone before the first epoch, on images that count."""
    arms = standing.history.arms
    first = [arms[name].epochs[:1] for name in (FINE_TUNE, SCRATCH) if name in arms]
    if len(first) < 2 or not all(first):
        return []
    (tuned,), (scratch,) = first
    alone = tuned.images_seen - scratch.images_seen
    if alone <= 0:
        return []
    return [
        "Before its first epoch fine-tuning trained its head alone, for which it was shown "
        f"{counted(alone, 'image')} more."
    ]


def devices(standing: Standing) -> list[str]:
    """Say so where workers of different kinds trained the arms."""
    begun = [arm.started for arm in standing.history.arms.values() if arm.started]
    kinds = list(dict.fromkeys(started.device for started in begun))
    if len(kinds) < 2:
        return []
    return [f"The arms were trained on {' and '.join(kinds)}, so do not compare their seconds."]
