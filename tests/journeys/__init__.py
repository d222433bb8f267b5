"""Journeys in a real browser, on PostgreSQL."""
