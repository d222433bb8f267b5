from django.apps import AppConfig


class TrackingConfig(AppConfig):
    name = "citizen.tracking"
    label = "tracking"
    verbose_name = "Suivi"
