"""System checks: an installation that would lose SMS says so when it starts."""

import json
from typing import Any

from django.conf import settings
from django.core.checks import Error

ELEVEN = 11


def sms_is_described(**_kwargs: Any) -> list[Error]:
    """What the HTTP provider needs: an address, and where the number and the words go."""
    if not (described := settings.SMS_HTTP):
        return []
    body = json.dumps(described.get("body", ""))
    lacks = [name for name in ("{to}", "{text}") if f'"{name}"' not in body]
    found = [Error(f"SMS_CONFIG: the body says {name} nowhere.", id="sms.E001") for name in lacks]
    if not str(described.get("url", "")).startswith(("https://", "http://")):
        found.append(Error("SMS_CONFIG: « url » is no web address.", id="sms.E002"))
    if len(settings.SMS_SENDER) > ELEVEN:
        found.append(Error("SMS_CONFIG: « sender » has more than 11 characters.", id="sms.E003"))
    if described.get("form") and not isinstance(described.get("body"), dict):
        found.append(Error("SMS_CONFIG: a form's body is an object.", id="sms.E004"))
    return found
