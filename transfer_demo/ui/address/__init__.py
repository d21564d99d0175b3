"""What the address of a page holds: what is shown, what a link hides, and the list of pages."""
