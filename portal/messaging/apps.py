from django.apps import AppConfig
from django.core.checks import register

from portal.messaging.checks import sms_is_described


class MessagingConfig(AppConfig):
    name = "portal.messaging"
    label = "messaging"
    verbose_name = "Messages sortants"

    def ready(self) -> None:
        register(sms_is_described)
