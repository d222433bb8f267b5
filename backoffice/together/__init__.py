"""Filling in a resident's form with them, called by the code on their screen."""
