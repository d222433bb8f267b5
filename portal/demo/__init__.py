"""A fictional territory to try the portal with."""
