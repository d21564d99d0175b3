"""What stands around every page: its opening, its style, and what teachers need."""
