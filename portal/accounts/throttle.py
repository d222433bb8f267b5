"""How often the same thing may be tried: one small table, right on both engines at once."""

import ipaddress
import math
import time
from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from portal.accounts.models import Throttle

# One statement, so that two simultaneous tries both count.
UPSERT = """
INSERT INTO accounts_throttle (digest, hits, ends_at) VALUES (%(digest)s, %(count)s, %(ends_at)s)
ON CONFLICT (digest) DO UPDATE SET
    hits = CASE WHEN accounts_throttle.ends_at <= %(now)s THEN excluded.hits
        ELSE accounts_throttle.hits + excluded.hits END,
    ends_at = CASE WHEN accounts_throttle.ends_at <= %(now)s THEN excluded.ends_at
        ELSE accounts_throttle.ends_at END
RETURNING hits
"""


def hit(key: str, limit: int, *, per: timedelta, count: int = 1) -> bool:
    """Count a try, or several; whether they are allowed: `limit` per period.

    The period starts with the first try. The key may hold an address or a reference: only a salted
    hash of it is kept. Inside a transaction that fails the try isn't counted.
    """
    now = math.floor(time.time())
    row: dict[str, str | int] = {
        "digest": _digest(key),
        "count": count,
        "now": now,
        "ends_at": now + math.ceil(per.total_seconds()),
    }
    with connection.cursor() as cursor:
        cursor.execute(UPSERT, row)
        (hits,) = cursor.fetchone()
    return hits <= limit


def forget(key: str) -> None:
    """Start again from nothing, after a success."""
    Throttle.objects.filter(digest=_digest(key)).delete()


def client(request: HttpRequest) -> str:
    """The caller's address, proxies seen through; for IPv6 the network of one household."""
    address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network(f"{address}/64", strict=False).network_address)


def purge() -> int:
    """Delete the periods that are over; returns how many."""
    deleted, _ = Throttle.objects.filter(ends_at__lte=math.floor(time.time())).delete()
    return deleted


def _digest(key: str) -> str:
    return salted_hmac("portal.accounts.throttle", key, algorithm="sha256").hexdigest()
