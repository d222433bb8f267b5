from django.apps import AppConfig


class GuidesConfig(AppConfig):
    name = "search.guides"
    label = "search_guides"
    verbose_name = "Orientation"
