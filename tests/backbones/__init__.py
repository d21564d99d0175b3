"""Tests of the catalogue, the weights and the networks that are built from them."""
