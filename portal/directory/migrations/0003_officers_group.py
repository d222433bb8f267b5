"""Officers already there enter the admin, as `membership.grant` lets the new ones."""

from typing import Any

from django.conf import settings
from django.db import migrations

GROUP = "Traitement des demandes"


def admit(apps: Any, _editor: Any) -> None:
    """The permission is Wagtail's own, made by its migrations."""
    agents = apps.get_model("directory", "Membership").objects.filter(role="officer")
    users = apps.get_model("accounts", "User").objects.filter(pk__in=agents.values("agent"))
    if not users.exists():
        return
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=GROUP)
    permissions = apps.get_model("auth", "Permission").objects
    group.permissions.add(
        permissions.get(content_type__app_label="wagtailadmin", codename="access_admin")
    )
    group.user_set.add(*users)


def dismiss(apps: Any, _editor: Any) -> None:
    apps.get_model("auth", "Group").objects.filter(name=GROUP).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0002_legal_notice_fields"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [migrations.RunPython(admit, dismiss)]
