"""Trained models as files, the rows that refer to them, and how much room they get."""
