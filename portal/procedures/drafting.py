"""A procedure to be written, begun from what people ask for in their own words."""

from collections.abc import Iterable

from django.db.models import Count

from portal.accounts.models import User
from portal.directory.models import Service
from portal.procedures.compile import blocks_of, current_version
from portal.procedures.models import Procedure, Theme

UNNAMED = "Démarche à nommer"


def draft(
    *, like: Procedure, service: Service, code: str, words: Iterable[str], agent: User
) -> Procedure:
    """An unpublished procedure of the service, with the form in force of another one.

    Its theme is the one of most of the service's procedures, else the other one's. What only a
    person can say is left to whoever writes it: title, summary, delays, legal regime.
    """
    procedure = Procedure(
        code=code,
        title=UNNAMED,
        theme=_usual_theme(service) or like.theme,
        service=service,
        words="\n".join(words),
        steps=blocks_of(current_version(like).form),
        subject_field=like.subject_field,
        live=False,
    )
    procedure.save()
    procedure.save_revision(user=agent, clean=False, log_action="wagtail.create")
    return procedure


def _usual_theme(service: Service) -> Theme | None:
    held = Theme.objects.filter(
        procedures__service=service, procedures__live=True, procedures__catch_all=False
    )
    return held.annotate(held=Count("pk")).order_by("-held", "order", "pk").first()
