"""The régies: the counter and the treasurer's desk, a folder a subject."""
