"""The workflow of pages: one step, decided by those who cover the service; on every page."""

from typing import Any

from django.db import migrations

NAME = "Validation des pages"
STEP = "Validation par l’encadrement du service"


def open_workflow(apps: Any, _editor: Any) -> None:
    """In the place of Wagtail's own, which asks its group of moderators."""
    kinds = apps.get_model("contenttypes", "ContentType").objects
    kind, _ = kinds.get_or_create(app_label="editorial", model="pagecoveragetask")
    workflow = apps.get_model("wagtailcore", "Workflow").objects.create(name=NAME)
    task = apps.get_model("editorial", "PageCoverageTask").objects.create(
        name=STEP, content_type=kind
    )
    apps.get_model("wagtailcore", "WorkflowTask").objects.create(
        workflow=workflow, task_id=task.pk, sort_order=0
    )
    root = apps.get_model("wagtailcore", "Page").objects.filter(depth=1).first()
    if root is not None:
        apps.get_model("wagtailcore", "WorkflowPage").objects.update_or_create(
            page=root, defaults={"workflow": workflow}
        )


def close_workflow(apps: Any, _editor: Any) -> None:
    """What was proposed goes with it; drafts stay. Wagtail's workflow, if still there, is back."""
    steps = apps.get_model("editorial", "PageCoverageTask").objects.values_list("pk", flat=True)
    tasks = apps.get_model("wagtailcore", "Task").objects.filter(pk__in=list(steps))
    workflows = apps.get_model("wagtailcore", "Workflow").objects
    workflows.filter(workflow_tasks__task__in=tasks).delete()
    tasks.delete()
    before = workflows.filter(active=True, workflow_content_types=None).order_by("pk").first()
    root = apps.get_model("wagtailcore", "Page").objects.filter(depth=1).first()
    if before is not None and root is not None:
        apps.get_model("wagtailcore", "WorkflowPage").objects.update_or_create(
            page=root, defaults={"workflow": before}
        )


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(open_workflow, close_workflow)]
