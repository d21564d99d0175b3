"""The pages of the studies: choices, guesses, progress, figures and numbers."""
