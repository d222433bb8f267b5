"""« Orienter »."""
