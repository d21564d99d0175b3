"""Pictures as files, and the rows that refer to them."""
