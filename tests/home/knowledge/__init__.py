"""The internal sheets, the partners, and what happens to proposals."""
