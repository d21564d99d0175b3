"""From how files lie to what is on them: which folders are classes, which are parts of a split."""
