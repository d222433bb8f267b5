"""Public information: Wagtail pages and blocks."""
