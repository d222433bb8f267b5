"""The State's XML read into a small tree of our own (docs/state-sheets.md)."""
