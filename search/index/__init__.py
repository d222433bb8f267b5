"""The index of all that may be found: procedures, services, pages, sheets."""
