from django.apps import AppConfig


class WhoConfig(AppConfig):
    name = "backoffice.who"
    label = "who"
    verbose_name = "Orienter"
