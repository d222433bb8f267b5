"""Lists of demandes, declared as data."""
