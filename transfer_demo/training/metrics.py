"""Loss and accuracy of an epoch."""

from torch import Tensor
from torch.nn import functional


class EpochMetrics:
    """Mean loss and accuracy over the batches of one epoch, and what was predicted."""

    def __init__(self) -> None:
        self._loss_sum = 0.0
        self._correct = 0
        self._predictions: list[int] = []

    def add(self, logits: Tensor, labels: Tensor) -> None:
        """Count a batch: logits (N, classes), labels (N,) int64."""
        logits = logits.detach().float()
        predictions = logits.argmax(dim=1)
        self._loss_sum += functional.cross_entropy(logits, labels, reduction="sum").item()
        self._correct += int((predictions == labels).sum())
        self._predictions += predictions.tolist()

    @property
    def loss(self) -> float:
        """Mean cross-entropy of an image, in nats."""
        return self._loss_sum / len(self._predictions)

    @property
    def accuracy(self) -> float:
        """Share of images whose most likely class is the right one."""
        return self._correct / len(self._predictions)

    @property
    def predictions(self) -> tuple[int, ...]:
        """Most likely class of each image, in the order in which they were counted."""
        return tuple(self._predictions)
