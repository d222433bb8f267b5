"""System checks: an installation that would lose messages says so when it starts."""

import json
from typing import Any

from django.conf import settings
from django.core.checks import Error
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

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


def mailbox_is_described(**_kwargs: Any) -> list[Error]:
    """Answers are invited where they can be read, and read where they can be told apart."""
    if settings.IMAP_HOST and not settings.INBOUND_ADDRESS:
        return [Error("IMAP_HOST without INBOUND_ADDRESS.", id="inbound.E001")]
    if settings.INBOUND_ADDRESS and not settings.IMAP_HOST:
        return [Error("INBOUND_ADDRESS without IMAP_HOST: nobody reads it.", id="inbound.E002")]
    if settings.INBOUND_ADDRESS and not is_address(settings.INBOUND_ADDRESS):
        return [Error("INBOUND_ADDRESS is no e-mail address.", id="inbound.E003")]
    return []


def is_address(value: str) -> bool:
    """Whether it is one to which +… can be added."""
    try:
        validate_email(value)
    except ValidationError:
        return False
    return "+" not in value
