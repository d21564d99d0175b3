"""From an order to a training, and from what it says back into the store."""
