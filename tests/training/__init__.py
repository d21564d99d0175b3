"""Tests of training, on EfficientNet-Lite0 at 32 pixels and a handful of images."""
