"""In the admin: the words of messages, and a window on the antivirus."""

from django.contrib import admin
from django.contrib.auth.models import PermissionsMixin
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail_modeladmin.options import ModelAdmin, modeladmin_register

from portal.demandes.message_text_admin import TextPolicy, TextViewSet
from portal.demandes.models.message_text import MessageText
from portal.media.models import StoredFile
from portal.media.states import WATCHED, Scan
from portal.tasks.wagtail_hooks import SuperusersRead, TaskAddresses

register_permission_policy(MessageText, TextPolicy(MessageText))
register_snippet(TextViewSet)


class SuperusersSeeTheList(SuperusersRead):
    """Nothing more is known of a file than its line says."""

    def user_can_inspect_obj(self, _user: PermissionsMixin, _stored: object) -> bool:
        return False


@modeladmin_register
class WatchedFiles(ModelAdmin):
    """Without the names that people gave their files, which tell of them."""

    model = StoredFile
    base_url_path = "antivirus"
    menu_label = "Antivirus"
    menu_icon = "warning"
    add_to_settings_menu = True
    url_helper_class = TaskAddresses
    permission_helper_class = SuperusersSeeTheList
    list_display = ["received", "state", "threat", "content_type", "size", "tries"]
    list_filter = ["scan"]
    list_per_page = 50
    ordering = ["-created_at"]
    history_view_enabled = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[StoredFile]:
        watched: QuerySet[StoredFile] = super().get_queryset(request).filter(scan__in=WATCHED)
        return watched

    @admin.display(description="reçu le", ordering="created_at")
    def received(self, stored: StoredFile) -> object:
        return stored.created_at

    @admin.display(description="état")
    def state(self, stored: StoredFile) -> str:
        return Scan(stored.scan).label

    @admin.display(description="essais")
    def tries(self, stored: StoredFile) -> int:
        return stored.scan_tries
