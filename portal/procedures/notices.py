"""What is written to those who propose procedures and to those who publish them.

Neutral and short: the name of the procedure and a link; words and comments are read there.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from portal.accounts import staff_site
from portal.accounts.models import User
from portal.messaging.outbox import enqueue_email
from portal.text.dates import full_date

if TYPE_CHECKING:
    from portal.procedures.models import Procedure, Proposal

ADMIN = "wagtailsnippets_procedures_procedure:"


def proposed(proposal: "Proposal", procedure: "Procedure", to: User) -> None:
    """To one of those who decide."""
    _write(
        f"proposal:{proposal.pk}:to:{to.pk}",
        procedure,
        to,
        subject="Une démarche attend votre validation",
        sentence=f"La démarche « {procedure.title} » vous est proposée.",
        page="review",
        label="Relire et décider",
    )


def approved(proposal: "Proposal", procedure: "Procedure") -> None:
    starts = procedure.go_live_at
    when = f"sera en ligne {_at(starts)}" if starts and starts > timezone.now() else "est en ligne"
    _answer(
        proposal,
        procedure,
        subject="La démarche que vous avez proposée est validée",
        sentence=f"La démarche « {procedure.title} » {when}.",
        label="Voir la démarche",
    )


def sent_back(proposal: "Proposal", procedure: "Procedure") -> None:
    _answer(
        proposal,
        procedure,
        subject="La démarche que vous avez proposée est à revoir",
        sentence=f"La démarche « {procedure.title} » vous revient avec un commentaire.",
        label="Lire le commentaire et corriger",
    )


def overtaken(proposal: "Proposal", procedure: "Procedure") -> None:
    """Another version was published while the proposal waited."""
    _answer(
        proposal,
        procedure,
        subject="La démarche que vous avez proposée a été publiée autrement",
        sentence=f"Une autre version de la démarche « {procedure.title} » a été publiée. "
        "Votre proposition est close : vérifiez ce qui est en ligne.",
        label="Voir la démarche",
    )


def publication_refused(procedure: "Procedure", planned_for: datetime, to: User) -> None:
    """To whoever planned it, and to those who publish; once per planning."""
    _write(
        f"publication-refused:{procedure.pk}:{planned_for.timestamp():.0f}:to:{to.pk}",
        procedure,
        to,
        subject="Une publication prévue n’a pas eu lieu",
        sentence=f"La démarche « {procedure.title} » devait être publiée {_at(planned_for)}. "
        "Quelque chose l’empêche : rien n’a changé en ligne.",
        page="edit",
        label="Corriger la démarche",
    )


def _answer(
    proposal: "Proposal", procedure: "Procedure", *, subject: str, sentence: str, label: str
) -> None:
    """To whoever proposed, while the account is open."""
    to = proposal.proposed_by
    if to is not None and to.is_active:
        key = f"proposal:{proposal.pk}:decided"
        _write(key, procedure, to, subject=subject, sentence=sentence, page="edit", label=label)


def _write(
    key: str,
    procedure: "Procedure",
    to: User,
    *,
    subject: str,
    sentence: str,
    page: str,
    label: str,
) -> None:
    path = reverse(ADMIN + page, args=[procedure.pk])
    enqueue_email(
        key=key,
        topic=f"procedure:{procedure.pk}",
        recipient=to.email,
        subject=subject,
        template="procedures/notice",
        context={
            "sentence": sentence,
            "address": staff_site.address(path),
            "label": label,
        },
        sender_name=settings.WAGTAIL_SITE_NAME,
    )


def _at(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"le {full_date(local.date())} à {local:%H:%M}"
