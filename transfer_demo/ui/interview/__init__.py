"""The interview: practice, walkthrough, and the card with a visitor's own evidence."""
