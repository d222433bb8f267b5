"""The administrator's window on background tasks: what failed, what waits."""

from django.contrib import admin
from django.contrib.auth.models import PermissionsMixin
from django_tasks_db.models import DBTaskResult
from wagtail_modeladmin.helpers import AdminURLHelper, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin, modeladmin_register


class SuperusersRead(PermissionHelper):
    """Superusers look; nobody writes, since the queue is the workers' own."""

    def user_has_any_permissions(self, user: PermissionsMixin) -> bool:
        return user.is_superuser

    def user_has_specific_permission(self, user: PermissionsMixin, perm_codename: str) -> bool:
        return user.is_superuser and perm_codename.startswith("view_")

    def user_can_inspect_obj(self, user: PermissionsMixin, _task: DBTaskResult) -> bool:
        return user.is_superuser


UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


class TaskAddresses(AdminURLHelper):
    """A task's key is a UUID: an address with any other word is none."""

    def _get_object_specific_action_url_pattern(self, action: str) -> str:
        return f"^{self.base_url_path}/{action}/(?P<instance_pk>{UUID})/$"


@modeladmin_register
class BackgroundTasks(ModelAdmin):
    model = DBTaskResult
    base_url_path = "taches-de-fond"
    menu_label = "Tâches de fond"
    menu_icon = "tasks"
    add_to_settings_menu = True
    url_helper_class = TaskAddresses
    permission_helper_class = SuperusersRead
    list_display = ["name", "state", "enqueued", "finished", "error"]
    list_filter = ["status", "queue_name"]
    list_per_page = 50
    ordering = ["-enqueued_at"]
    inspect_view_enabled = True
    history_view_enabled = False

    @admin.display(description="tâche")
    def name(self, task: DBTaskResult) -> str:
        return task.task_path

    @admin.display(description="état")
    def state(self, task: DBTaskResult) -> str:
        return STATES[task.status]

    @admin.display(description="demandée le", ordering="enqueued_at")
    def enqueued(self, task: DBTaskResult) -> object:
        return task.enqueued_at

    @admin.display(description="finie le", ordering="finished_at")
    def finished(self, task: DBTaskResult) -> object:
        return task.finished_at

    @admin.display(description="erreur")
    def error(self, task: DBTaskResult) -> str:
        return task.exception_class_path


STATES = {
    "READY": "En attente",
    "RUNNING": "En cours",
    "FAILED": "En échec",
    "SUCCESSFUL": "Terminée",
}
