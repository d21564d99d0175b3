"""Race fine-tuning against training from scratch on your own photos.

    from transfer_demo import Plan, compare, load_images

    result = compare(load_images("photos/"), Plan(frozen_stages=7))
    print(result.verdict.text)
    result.figure().show()
    result.models["fine_tune"].predict("new_photo.jpg")

Nothing is imported before it is used: importing the package costs no time, and PyTorch is loaded
only where a training runs.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from transfer_demo.errors import TransferDemoError as TransferDemoError
    from transfer_demo.images.intake import load_images as load_images
    from transfer_demo.models.trained_model import TrainedModel as TrainedModel
    from transfer_demo.models.trained_model import load_model as load_model
    from transfer_demo.plan import Plan as Plan
    from transfer_demo.race import Comparison as Comparison
    from transfer_demo.race import compare as compare

_HOMES = {
    "Comparison": "transfer_demo.race",
    "Plan": "transfer_demo.plan",
    "TrainedModel": "transfer_demo.models.trained_model",
    "TransferDemoError": "transfer_demo.errors",
    "compare": "transfer_demo.race",
    "load_images": "transfer_demo.images.intake",
    "load_model": "transfer_demo.models.trained_model",
}

__all__ = [
    "Comparison",
    "Plan",
    "TrainedModel",
    "TransferDemoError",
    "compare",
    "load_images",
    "load_model",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
