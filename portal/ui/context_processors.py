"""What every template knows."""

from django.conf import settings
from django.http import HttpRequest


def site(_request: HttpRequest) -> dict[str, object]:
    """`demo`: whether this is the demonstration."""
    return {"demo": settings.DEMO}
