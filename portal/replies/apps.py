from django.apps import AppConfig


class RepliesConfig(AppConfig):
    name = "portal.replies"
    label = "replies"
    verbose_name = "Réponses"
