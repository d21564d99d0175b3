"""A trained network that answers about pictures, by the very steps of its training.

Runs where trainings run: this imports torch.
"""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from transfer_demo.errors import ModelError
from transfer_demo.images.dataset import AnyPicture, Example
from transfer_demo.training.augmented_views import Views
from transfer_demo.training.batches import in_order
from transfer_demo.training.batchnorm_folding import fold_batchnorm
from transfer_demo.training.boundary_activations import BoundaryActivations
from transfer_demo.training.device import autocast, best_device
from transfer_demo.training.memory_layout import memory_format
from transfer_demo.training.normalisation import Normaliser
from transfer_demo.training.packed_network import unpack


class Predictor:
    """A network in memory. Several threads may ask it at a time."""

    def __init__(self, file: bytes) -> None:
        """Load the network of a file.

        Raises:
            ModelError: the file is damaged, or the pretrained weights here are others.
            BackboneError: its backbone is unknown, or its weights cannot be loaded.
        """
        network, self.facts = unpack(file)
        self._device = best_device()
        layout = memory_format(self._device)
        self._network = network.to(self._device).to(memory_format=layout)
        self._frozen = fold_batchnorm(network.prefix).to(memory_format=layout)
        self._normalise = Normaliser(
            self.facts.preprocessing, self._device, normalisation=self.facts.plan.normalisation
        )

    def logits(self, pictures: Sequence[AnyPicture]) -> NDArray[np.float32]:
        """Return the scores of all classes for each picture, (N, classes).

        Each is shown as a validation image is: its centre. In the batches of a validation, too,
        because sums over batches of another size are rounded differently.

        Raises:
            ModelError: what it says is no number.
            PictureMissing: a picture is gone.
        """
        examples = [Example(picture=picture, label=0, file="") for picture in pictures]
        views = Views(
            examples,
            framing=self.facts.framing,
            augmentation="none",
            seed=0,
            threads=torch.get_num_threads(),
        )
        activations = BoundaryActivations(self._frozen, views, normalise=self._normalise, caches={})
        found = [np.empty((0, len(self.facts.classes)), dtype=np.float32)]
        for batch in in_order(len(examples)) if examples else []:
            with torch.no_grad(), autocast(self._device):
                logits = self._network.logits(activations.batch(0, batch))
            found.append(logits.float().cpu().numpy())
        scores = np.concatenate(found)
        if not np.isfinite(scores).all():
            raise ModelError(
                "This network cannot be asked: what it says is no number. Its training diverged, "
                "most likely because the learning rate was too high. Train it again with other "
                "choices."
            )
        return scores
