"""The history of the tables, for Alembic: one file in versions/ for each change.

To change a table: change tables.py, add the next file in versions/ (its `down_revision` is the
one before), and let the test that compares both say what is missing.
"""
