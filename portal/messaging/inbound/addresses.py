"""Addresses to answer to: our mailbox, with what the answer is about signed in it.

`reponse+d-kx7t22b9-3fq7…@exemple.fr`: a prefix says which app reads it, then a key of that app's,
then a signature. Lower case only: mail programs may fold what stands before the @.
"""

import base64
import re
from typing import NamedTuple

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

SHAPE = re.compile(r"([a-z]{1,8})-([a-z0-9]{1,30})-([a-z2-7]{16})")


class Token(NamedTuple):
    """What an address is about: `prefix` names the app that reads it, `key` is that app's."""

    prefix: str
    key: str


def reply_address(prefix: str, key: str) -> str:
    """Where to answer about this; empty when the installation reads no mail."""
    if not settings.INBOUND_ADDRESS:
        return ""
    local, _, domain = settings.INBOUND_ADDRESS.rpartition("@")
    key = key.lower()
    return f"{local}+{prefix}-{key}-{_signature(prefix, key)}@{domain}"


def token_of(address: str) -> Token | None:
    """What an address that we gave is about; None for any other."""
    ours, _, domain = settings.INBOUND_ADDRESS.lower().rpartition("@")
    local, _, host = address.lower().rpartition("@")
    name, _, token = local.partition("+")
    found = SHAPE.fullmatch(token)
    if (name, host) != (ours, domain) or found is None:
        return None
    prefix, key, signature = found.groups()
    genuine = constant_time_compare(signature, _signature(prefix, key))
    return Token(prefix, key) if genuine else None


def is_ours(address: str) -> bool:
    """Whether we write from it: what comes from there is a loop."""
    ours = {settings.INBOUND_ADDRESS, settings.DEFAULT_FROM_EMAIL}
    local, _, domain = address.lower().rpartition("@")
    bare = f"{local.partition('+')[0]}@{domain}"
    return bare in {each.lower().rpartition("<")[2].rstrip(">") for each in ours if each}


def _signature(prefix: str, key: str) -> str:
    """Ten bytes: enough where each guess is an e-mail."""
    salt = "portal.messaging.inbound"
    digest = salted_hmac(salt, f"{prefix}-{key}", algorithm="sha256").digest()
    return base64.b32encode(digest[:10]).decode().lower()
