"""One file a change, in order: v0001, v0002, ..."""
