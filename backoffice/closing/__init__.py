"""Closing a place at once, for a strike, a flood, a lockdown, and opening it again."""
