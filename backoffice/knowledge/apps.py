from django.apps import AppConfig


class KnowledgeDeskConfig(AppConfig):
    name = "backoffice.knowledge"
    label = "knowledge_desk"
    verbose_name = "Fiches internes, côté agents"
