"""How the demonstration's bank signs its notifications: the time and the body, by our own key."""

import re
import time
from collections.abc import Mapping

from django.utils.crypto import constant_time_compare, salted_hmac

from payments.gateways.base import BadNotification

HEADER = "Demo-Signature"
SALT = "payments.demo_provider"
TOLERANCE = 300  # seconds
SHAPE = re.compile(r"t=([0-9]{1,12}),v1=([0-9a-f]{64})", re.ASCII)


def sign(body: bytes) -> dict[str, str]:
    """The headers that prove the body, for five minutes."""
    at = str(int(time.time()))
    return {"Content-Type": "application/json", HEADER: f"t={at},v1={_digest(at, body)}"}


def check(body: bytes, headers: Mapping[str, str]) -> None:
    """Raises BadNotification on no signature, a wrong one, or one of another time."""
    given = {name.lower(): value for name, value in headers.items()}.get(HEADER.lower(), "")
    found = SHAPE.fullmatch(given)
    if found is None or not constant_time_compare(found[2], _digest(found[1], body)):
        raise BadNotification("signature")
    if abs(time.time() - int(found[1])) > TOLERANCE:
        raise BadNotification("stale")


def _digest(at: str, body: bytes) -> str:
    signed = b"%s.%s" % (at.encode(), body)
    return salted_hmac(SALT, signed, algorithm="sha256").hexdigest()
