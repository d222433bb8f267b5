"""The mail that comes in and that nothing tells where it belongs."""
