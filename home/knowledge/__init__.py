"""What agents know and write down for each other: internal sheets, and the partners' addresses."""
