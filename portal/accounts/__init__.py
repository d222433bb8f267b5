"""Who signs in: the User, the second factor, and what each view asks of its caller."""
