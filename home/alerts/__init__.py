"""What everybody must know today, on every public page."""
