"""The pages, by what is done there."""
