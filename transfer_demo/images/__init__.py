"""From bytes that somebody brought to labelled images that a run can use."""
