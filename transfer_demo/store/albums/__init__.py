"""Own images that outlive a reload of the page."""
