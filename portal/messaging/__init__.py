"""Outbound e-mail: takes plain values, knows no demande."""
