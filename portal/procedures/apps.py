"""The referential, and Wagtail's admin without the e-mails of its workflows."""

from django.apps import AppConfig, apps
from wagtail.admin.apps import WagtailAdminAppConfig
from wagtail.signals import (
    task_submitted,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)

NOTIFIERS = {
    task_submitted: "group_approval_task_submitted_email_notification",
    workflow_submitted: "workflow_state_submitted_email_notification",
    workflow_approved: "workflow_state_approved_email_notification",
    workflow_rejected: "workflow_state_rejected_email_notification",
}


class ProceduresConfig(AppConfig):
    name = "portal.procedures"
    label = "procedures"
    verbose_name = "Référentiel"
    default = True

    def ready(self) -> None:
        from portal.procedures.procedure_sheet import PROCEDURES  # noqa: PLC0415 (models first)
        from portal.spreadsheets.subjects import register  # noqa: PLC0415 (models first)

        register(PROCEDURES)


class QuietAdminConfig(WagtailAdminAppConfig):
    """Stands for "wagtail.admin" in INSTALLED_APPS: our e-mails leave by portal.messaging only."""

    default = False

    def ready(self) -> None:
        super().ready()
        for signal, uid in NOTIFIERS.items():
            sender = "TaskState" if signal is task_submitted else "WorkflowState"
            signal.disconnect(sender=apps.get_model("wagtailcore", sender), dispatch_uid=uid)
