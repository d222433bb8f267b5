from django.apps import AppConfig
from django.core.checks import register

from portal.messaging import checks


class MessagingConfig(AppConfig):
    name = "portal.messaging"
    label = "messaging"
    verbose_name = "Messages sortants"

    def ready(self) -> None:
        register(checks.sms_is_described)
        register(checks.mailbox_is_described)
