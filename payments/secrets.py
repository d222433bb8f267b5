"""Keys at rest: sealed under SECRET_KEY, opened by it or by SECRET_KEY_FALLBACKS."""

import base64
import hashlib
import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes

Keys = Mapping[str, Mapping[str, str]]  # by provider


def sealed(keys: Keys) -> str:
    """Blank when there is nothing to seal."""
    return _vault().encrypt(json.dumps(keys).encode()).decode() if keys else ""


def opened(text: str) -> dict[str, dict[str, str]]:
    """Raises cryptography.fernet.InvalidToken when no key of ours sealed it."""
    return json.loads(_vault().decrypt(text.encode())) if text else {}


def _vault() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(key)) for key in keys])


def _key(secret: str | bytes) -> bytes:
    digest = hashlib.sha256(b"payments.secrets:" + force_bytes(secret)).digest()
    return base64.urlsafe_b64encode(digest)
