"""Who writes which answer templates: those who write the procedure that they belong to."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from portal.procedures.models import Procedure
from portal.procedures.policies import EditorialPolicy


class TemplatePolicy(EditorialPolicy):
    """As for its procedure, but that whoever writes one may delete it.

    A template for every procedure is offered to all organisations: only superusers write those.
    """

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        action = "change" if action == "delete" else action
        if instance.procedure is None:
            return bool(user.is_active and user.is_superuser)
        return super().user_has_permission_for_instance(user, action, instance.procedure)

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Iterable[str]
    ) -> QuerySet[Any]:
        templates = self.model.objects.all()
        if user.is_superuser:
            return templates
        procedures = EditorialPolicy(Procedure)
        written = procedures.instances_user_has_any_permission_for(user, actions)
        return templates.filter(procedure__in=written)
