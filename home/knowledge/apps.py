from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "home.knowledge"
    label = "knowledge"
    verbose_name = "Fiches internes"
