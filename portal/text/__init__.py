"""Analysis of French words."""
