"""What the gallery shows: every component with invented content, in each of its states."""

from django.http import HttpRequest

PAGES = ("home", "step", "track", "queue", "case")


def samples(request: HttpRequest) -> dict[str, object]:
    """The context of the gallery's pages."""
    return {}
