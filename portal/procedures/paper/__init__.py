"""The blank form on paper: the same steps as on screen, to fill in with a pen."""
