"""What is kept for all visitors and for each: store, workers, uploads, session, log."""
