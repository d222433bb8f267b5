"""Following a demande with its reference and code."""
