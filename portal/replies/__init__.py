"""Formal replies and the templates they start from."""
