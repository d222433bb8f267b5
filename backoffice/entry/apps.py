from django.apps import AppConfig


class EntryConfig(AppConfig):
    name = "backoffice.entry"
    label = "entry"
    verbose_name = "Saisie"
