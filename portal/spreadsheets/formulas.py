"""Text that a spreadsheet would take for a formula, made harmless, and read back as it was."""

import re

# What Excel and LibreOffice begin a formula with, full-width signs of East Asia included.
_STARTS = "=+\\-@\t\r\n＝＋－＠"
_RISKY = re.compile(f"'*[{_STARTS}]")
_ESCAPED = re.compile(f"'+[{_STARTS}]")


def looks_like_formula(text: str) -> bool:
    return bool(text) and text[0] in "=+-@\t\r\n＝＋－＠"


def neutralise(text: str) -> str:
    """With an apostrophe before it where it could run: what spreadsheets show as text."""
    return f"'{text}" if _RISKY.match(text) else text


def restore(text: str) -> str:
    """The text that was given to `neutralise`."""
    return text[1:] if _ESCAPED.match(text) else text
