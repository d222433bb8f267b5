"""Finding the right door: the catalogue's search box (the ranked engine is a later issue)."""
