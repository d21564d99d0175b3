"""Break it: a training with a fault to find, its answer and its repair."""
