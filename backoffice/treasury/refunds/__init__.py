"""Payments and what goes back: asked for by one person, approved by another."""
