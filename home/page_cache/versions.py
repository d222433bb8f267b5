"""The version of all public pages: one for the installation, in the database."""

import time

from django.conf import settings
from django.db import transaction

from home.page_cache.models import Purge


class _Seen:
    """The version as this process last read it; the others read for themselves."""

    def __init__(self) -> None:
        self.version, self.at = "", float("-inf")

    def forget(self) -> None:
        self.at = float("-inf")


_seen = _Seen()


def current() -> str:
    """The version, read again once it is PAGE_CACHE_VERSION_SECONDS old."""
    now = time.monotonic()
    if now - _seen.at >= settings.PAGE_CACHE_VERSION_SECONDS:
        _seen.version, _seen.at = Purge.objects.version(), now
    return _seen.version


def purge() -> None:
    """No page kept until now is served any more, anywhere, once the transaction is committed.

    To be called by what writes in bulk, which says nothing of each row; the rest is listened to.
    """
    Purge.objects.create()
    transaction.on_commit(_seen.forget)
