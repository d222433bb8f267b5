from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class TasksConfig(AppConfig):
    name = "portal.tasks"
    label = "tasks"
    verbose_name = "Tâches de fond"

    def ready(self) -> None:
        from portal.tasks import failures  # noqa: F401, PLC0415 (its receiver wants the models)

        autodiscover_modules("tasks")  # each app's periodic jobs register on import
