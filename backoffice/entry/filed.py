"""Once it is filed: what the person writes down or takes away, for one hour."""

from datetime import timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from backoffice.entry.mine import address, for_mine
from citizen.filing.paid import to_pay
from portal.accounts.access import AgentRequest
from portal.demandes import reach
from portal.demandes import slip as paper
from portal.demandes.models import Demande, Draft
from portal.demandes.receipt import legal_words
from portal.demandes.references import display_code
from portal.demandes.states import State
from portal.media import download

# The code opens the demande to whoever holds it: an adviser has it only while the person is there.
SHOWN_FOR = timedelta(hours=1)


@for_mine
@require_safe
def filed(request: AgentRequest, draft: Draft) -> HttpResponse:
    """Reference and code, by when, whom to call; later, the demande's page as one may see it."""
    if not draft.filed_at:
        return redirect(address(draft, "entry_form"))
    demande = _demande(draft)
    visible = Demande.objects.visible_to(request.user).filter(pk=demande.pk).exists()
    if _is_late(draft):
        return redirect(demande if visible else "entry")
    context = {
        "demande": demande,
        "code": display_code(demande.tracking_code),
        "contact": demande.service.contact,
        "legal": legal_words(demande),
        "slip": address(draft, "entry_slip"),
        "shown_until": draft.filed_at + SHOWN_FOR,
        "visible": visible,
        "kept": demande.keeper_id == request.user.pk,
        "by_email": reach.by_email(demande),
        "by_sms": reach.by_sms(demande),
        "invoice": to_pay(draft, demande),
        "waits": demande.status == State.AWAITING_PAYMENT,
    }
    return render(request, "backoffice/entry/filed.html", context)


@for_mine
@require_safe
def slip(request: AgentRequest, draft: Draft) -> HttpResponse:
    """The sheet of paper for whoever has no e-mail address."""
    if not draft.filed_at or _is_late(draft):
        raise Http404
    demande = _demande(draft)
    if demande.status == State.AWAITING_PAYMENT:
        raise Http404
    name = f"recapitulatif-{demande.reference}.pdf"
    return download.paper(paper.draw(demande), name)


def _demande(draft: Draft) -> Demande:
    return get_object_or_404(Demande.objects.with_service(), draft_key=draft.pk)


def _is_late(draft: Draft) -> bool:
    return draft.filed_at is not None and timezone.now() > draft.filed_at + SHOWN_FOR
