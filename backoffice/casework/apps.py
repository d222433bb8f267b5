from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "backoffice.casework"
    label = "casework"
    verbose_name = "Traitement"
