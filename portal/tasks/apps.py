from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class TasksConfig(AppConfig):
    name = "portal.tasks"
    label = "tasks"
    verbose_name = "Tâches de fond"

    def ready(self) -> None:
        autodiscover_modules("tasks")  # each app's periodic jobs register on import
