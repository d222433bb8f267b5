"""What every run of pytest here is held to; loaded by tests/conftest.py."""
