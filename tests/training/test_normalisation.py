import numpy as np
import torch

from transfer_demo.backbones import catalogue
from transfer_demo.training.normalisation import Normaliser

BACKBONE = catalogue.get("efficientnet_lite0")
CPU = torch.device("cpu")


def test_pixels_are_normalised_as_the_weights_expect():
    pixels = np.random.default_rng(0).integers(0, 256, (2, 4, 5, 3), dtype=np.uint8)
    made = Normaliser(BACKBONE.preprocessing, CPU)(pixels)
    mean, std = (np.array(v) for v in (BACKBONE.preprocessing.mean, BACKBONE.preprocessing.std))
    expected = ((pixels / 255 - mean) / std).transpose(0, 3, 1, 2)
    np.testing.assert_allclose(made.numpy(), expected, atol=1e-5)


def test_without_normalisation_pixels_enter_as_they_are():
    pixels = np.random.default_rng(0).integers(0, 256, (2, 4, 5, 3), dtype=np.uint8)
    made = Normaliser(BACKBONE.preprocessing, CPU, normalisation="none")(pixels)
    np.testing.assert_array_equal(made.numpy(), pixels.transpose(0, 3, 1, 2))
