from django.apps import AppConfig


class AdviceConfig(AppConfig):
    name = "search.advice"
    label = "search_advice"
    verbose_name = "Conseil de canal"
