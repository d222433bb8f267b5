"""Finding the right door: one index over all that may be found, and what leads from words to it."""
