"""The contestants, one a file. Each is asked for by name, and its libraries are imported then."""
