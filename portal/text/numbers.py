"""Numbers as one reads them."""

from portal.text.dates import NBSP


def spaced(number: int) -> str:
    """« 200 000 », in one piece."""
    return f"{number:,}".replace(",", NBSP)
