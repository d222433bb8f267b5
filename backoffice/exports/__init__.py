"""The demandes of a queue, as a file: written by a worker, for who asked only."""
