"""A draft proposed by an officer, and the people around it."""

from typing import Any

from wagtail.models import Revision

from portal.accounts.models import User
from portal.directory.models import Service
from portal.directory.roles import Role
from portal.messaging.models import OutboundMessage
from portal.procedures.models import Procedure
from tests.portal.procedures.factories import a_procedure, an_agent


def a_draft(title: str = "Signaler un trou", code: str = "nid-de-poule", **more: Any) -> Procedure:
    """A published procedure with a draft that changes it."""
    procedure = Procedure.objects.filter(code=code).first() or a_procedure(code)
    change(procedure, title=title, **more)
    return Procedure.objects.get(pk=procedure.pk)


def change(procedure: Procedure, by: User | None = None, **values: Any) -> Revision:
    """A new revision of the draft."""
    procedure = Procedure.objects.get(pk=procedure.pk)
    draft = procedure.get_latest_revision_as_object()
    for name, value in values.items():
        setattr(draft, name, value)
    return draft.save_revision(user=by, clean=False)


def officer_of(service: Service, **more: Any) -> User:
    return an_agent(service, Role.OFFICER, **more)


def head_of(service: Service, **more: Any) -> User:
    return an_agent(service, Role.HEAD, **more)


def written_to(agent: User) -> list[str]:
    """The subjects of the e-mails to the agent, the oldest first."""
    sent = OutboundMessage.objects.filter(recipient=agent.email).order_by("pk")
    return list(sent.values_list("subject", flat=True))
