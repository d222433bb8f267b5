"""The page of results, what is proposed while one types, and what searches are remembered."""
