"""Filing for a person who calls, visits or writes."""
