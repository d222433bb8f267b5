from django.apps import AppConfig


class TogetherConfig(AppConfig):
    name = "backoffice.together"
    label = "together"
    verbose_name = "Remplir ensemble"
