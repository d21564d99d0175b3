"""The story: short screens, on each of which there is one thing to do before a figure is shown."""
