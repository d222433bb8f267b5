"""SMS: one small contract, and the provider that SMS_PROVIDER names."""

from django.conf import settings
from django.utils.module_loading import import_string

from portal.messaging.sms.base import Provider
from portal.messaging.sms.missing import MissingProvider


def available() -> bool:
    """Whether SMS can be sent here: pages offer none otherwise."""
    return bool(settings.SMS_PROVIDER)


def provider() -> Provider:
    """The provider of this installation; one that waits for it to be configured, without one."""
    if not available():
        return MissingProvider()
    found: Provider = import_string(settings.SMS_PROVIDER)()
    return found
