"""Who makes the documents: every adapter has the same phases."""
