"""What feeds the index: what may be found of each kind of thing, and when it has changed."""
