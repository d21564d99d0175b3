import pytest
import torch
from sklearn.metrics import accuracy_score, log_loss

from transfer_demo.training.metrics import EpochMetrics


def test_batches_of_unequal_size_add_up_to_the_numbers_of_all_images() -> None:
    logits = torch.randn(10, 3, generator=torch.Generator().manual_seed(0))
    labels = torch.tensor([0, 1, 2, 0, 1, 2, 0, 1, 2, 0])
    metrics = EpochMetrics()
    for start, end in ((0, 7), (7, 9), (9, 10)):
        metrics.add(logits[start:end], labels[start:end])
    predicted = logits.argmax(dim=1)
    assert metrics.predictions == tuple(predicted.tolist())
    assert metrics.accuracy == accuracy_score(labels, predicted)
    assert metrics.loss == pytest.approx(log_loss(labels, logits.double().softmax(dim=1)), rel=1e-5)
