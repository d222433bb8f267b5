"""The workflow of the procedures: one step, decided by those who cover the service."""

from typing import Any

from django.db import migrations

NAME = "Validation des démarches"
STEP = "Validation par l’encadrement"


def open_workflow(apps: Any, _editor: Any) -> None:
    kinds = apps.get_model("contenttypes", "ContentType").objects
    task_kind, _ = kinds.get_or_create(app_label="procedures", model="coveragetask")
    procedures, _ = kinds.get_or_create(app_label="procedures", model="procedure")
    workflow = apps.get_model("wagtailcore", "Workflow").objects.create(name=NAME)
    task = apps.get_model("procedures", "CoverageTask").objects.create(
        name=STEP, content_type=task_kind
    )
    apps.get_model("wagtailcore", "WorkflowTask").objects.create(
        workflow=workflow, task_id=task.pk, sort_order=0
    )
    apps.get_model("wagtailcore", "WorkflowContentType").objects.create(
        workflow=workflow, content_type=procedures
    )


def close_workflow(apps: Any, _editor: Any) -> None:
    """What was proposed goes with it; drafts stay."""
    steps = apps.get_model("procedures", "CoverageTask").objects.values_list("pk", flat=True)
    tasks = apps.get_model("wagtailcore", "Task").objects.filter(pk__in=list(steps))
    workflows = apps.get_model("wagtailcore", "Workflow").objects
    workflows.filter(workflow_tasks__task__in=tasks).delete()
    tasks.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("procedures", "0002_moderation"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(open_workflow, close_workflow)]
