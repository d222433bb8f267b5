"""Mail that comes in: fetched, kept, sorted; an answer goes to what it answers."""
