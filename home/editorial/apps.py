from django.apps import AppConfig


class EditorialConfig(AppConfig):
    name = "home.editorial"
    label = "editorial"
    verbose_name = "Suivi des pages"
