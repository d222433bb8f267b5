"""Fields that forms of one demande and of many share."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from portal.accounts.models import User
from portal.directory.models import Role, Service


def words(label: str, *, most: int, missing: str, rows: int = 4, **kwargs: Any) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(
        label=label,
        max_length=most,
        widget=forms.Textarea({"rows": rows}),
        error_messages={"required": missing},
        **kwargs,
    )


def colleagues(*services: Service) -> Any:
    """The active agents who handle demandes of one of the services, by a role there or above."""
    line = {above.pk for service in services for above in service.lineage}
    handling = User.objects.working_agents().filter(
        memberships__role__in=(Role.OFFICER, Role.HEAD),
        memberships__service__in=line,
    )
    return handling.distinct().order_by("last_name", "first_name", "pk")


def offer(field: Any, rows: QuerySet[Service]) -> None:
    """These services to choose from, by organisation."""
    rows = rows.select_related("organisation").order_by("organisation__name", "name", "pk")
    services = {service.pk: service for service in rows}
    field.coerce = lambda pk: services[int(pk)]
    field.choices = [("", "Choisissez"), *_grouped(services.values())]


def _grouped(services: Any) -> list[tuple[str, list[tuple[int, str]]]]:
    groups: dict[str, list[tuple[int, str]]] = {}
    for service in services:
        groups.setdefault(service.organisation.name, []).append((service.pk, service.name))
    return list(groups.items())
