"""What came in and went out: by day, by month, as files."""
