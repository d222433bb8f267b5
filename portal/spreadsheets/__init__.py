"""Rows that go out to a spreadsheet and come back: one engine, the columns declared above."""
