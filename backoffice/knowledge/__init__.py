"""Agents' pages of the internal sheets: found, read, corrected, proposed."""
