"""A run as the store knows it: its rows, its events, its images, and whose turn it is."""
