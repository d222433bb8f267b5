"""What agents do with sheets from a demande."""

from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from backoffice.knowledge.models import Served
from home.knowledge.models import KeptAnswer, KnowledgePage
from home.knowledge.workflow import serving
from portal.accounts.models import User
from portal.demandes import rights
from portal.demandes.models import Demande


@transaction.atomic
def serve(sheet: KnowledgePage, *, demande: Demande, by: User) -> bool:
    """The sheet served to answer the demande; counted once. Returns whether it is news.

    Whoever may read the demande may say so (PermissionDenied).
    """
    if not rights.may_read(by, demande):
        raise PermissionDenied("Only those who read the demande say what served to answer it.")
    _served, created = Served.objects.get_or_create(sheet=sheet, demande=demande)
    if created:
        serving.answered(sheet)
    return created


def keep(*, demande: Demande, act: UUID, by: User, title: str, text: str) -> KeptAnswer:
    """Keeps a good answer given there, once the person is out of it; nothing leads back.

    Whoever may read the demande may, unless it is confidential (PermissionDenied).
    """
    if not may_keep(by, demande):
        raise PermissionDenied("A confidential demande's answers are not kept.")
    if demande.procedure.service is None:
        raise ValidationError(
            "Cette démarche n’a pas de service\u00a0: rien ne peut en être gardé."
        )
    return serving.keep(
        act=act,
        by=by,
        title=title,
        text=text,
        procedure=demande.procedure,
        service=demande.procedure.service,
    )


def may_keep(agent: User, demande: Demande) -> bool:
    """Whether answers given there may be kept at all."""
    confidential = demande.confidential or demande.procedure.confidential
    return not confidential and rights.may_read(agent, demande)
