"""Agents’ pages of the internal sheets."""
