from django.apps import AppConfig


class MailroomConfig(AppConfig):
    name = "backoffice.mailroom"
    label = "mailroom"
    verbose_name = "Courrier"
