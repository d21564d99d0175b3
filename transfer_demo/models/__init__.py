"""Trained networks, used: loaded from a file, and asked what is on a picture."""
