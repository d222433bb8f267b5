"""Public pages kept drawn until something that they show changes."""
