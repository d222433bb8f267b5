from django.apps import AppConfig


class DemandesConfig(AppConfig):
    name = "portal.demandes"
    label = "demandes"
    verbose_name = "Demandes"
