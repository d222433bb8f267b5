"""Where the staff pages are: one host, which never comes from a request's headers."""

from django.conf import settings


def address(path: str) -> str:
    """The whole address of a path, for an e-mail or another site."""
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + path
