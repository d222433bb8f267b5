"""« Chercher »: for an agent, all that is known, internal sheets first."""
