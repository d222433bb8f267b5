"""A demande's whole life: drafts, filing, states, journal, messages, legal clock, receipt."""
