"""Where jobs run: in this process, on a Dask cluster of our own, or on one of a school."""
