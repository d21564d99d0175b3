"""Studies as the store knows them, and what their runs have measured."""
