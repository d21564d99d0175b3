"""The entries of the catalogue: facts as plain data, one group of networks a file."""
