"""Background work: back-off, periodic jobs, and the recovery of what a dead worker left."""
