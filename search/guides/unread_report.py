"""The report « Courriers non compris »: which senders' letters the guide doesn't explain yet."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView

from search.guides.models import LetterKind, Unread
from search.guides.policies import GuidePolicy

TITLE = "Courriers non compris"


class UnreadPolicy(GuidePolicy):
    """Whoever writes guides somewhere reads the report: its rows name nobody and no service."""

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model.objects.all()
        return rows if self.user_has_any_permission(user, actions) else rows.none()


class UnreadReport(ReportView):
    """Day by day and by sender, how many letters were typed and not recognised."""

    model = Unread
    page_title = TITLE
    header_icon = "mail"
    index_url_name = "unread_letters"
    index_results_url_name = "unread_letters_results"
    permission_required = "report"
    default_ordering = "-day"
    no_results_message = "Tous les courriers ont été reconnus."
    columns = (
        DateColumn("day", label="Jour"),
        Column("sender", label="Expéditeur", accessor=lambda row: row.sender or "Non précisé"),
        Column("times", label="Fois"),
    )
    list_export = ("day", "sender", "times")


class UnreadMenuItem(MenuItem):
    def is_shown(self, request: Any) -> bool:
        return GuidePolicy(LetterKind).user_has_permission(request.user, "report")


def menu_item() -> MenuItem:
    return UnreadMenuItem(TITLE, reverse("unread_letters"), icon_name="mail", order=210)
