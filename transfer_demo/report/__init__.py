"""What was measured, as a file to keep."""
