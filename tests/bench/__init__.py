"""The numbers that the code must hold, measured on real processes (docs/performance.md)."""
