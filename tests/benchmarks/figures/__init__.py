"""What the single looks of the lessons are made of, one figure a file."""
