from django.apps import AppConfig


class LookupConfig(AppConfig):
    name = "backoffice.lookup"
    label = "lookup"
    verbose_name = "Recherche des agents"
