"""The page where a visitor of the demonstration plays the person who pays."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from payments.demo_provider import workflow
from payments.demo_provider.models import Attempt, State
from portal.accounts.access import secret_link
from portal.text import money

CHOICES = {
    "payer": workflow.pay,
    "plus-tard": workflow.pay_late,
    "refuser": workflow.refuse,
    "abandonner": workflow.abandon,
    "prevenir": workflow.tell_now,
}
OVER = {
    State.OPEN: "Le délai pour payer est passé",
    State.PAID: "Ce paiement est fait",
    State.REFUSED: "La carte a été refusée",
    State.ABANDONED: "Le paiement a été abandonné",
    State.CLOSED: "Ce paiement a été annulé",
}


@secret_link
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what is to be paid, and do what the visitor chose: once, however often they click."""
    if not settings.DEMO_PROVIDER_ENABLED:
        raise Http404
    attempt = get_object_or_404(Attempt, pk=pk)
    if request.method != "POST":
        return _show(request, attempt)
    verb = CHOICES.get(request.POST.get("choice", ""))
    if verb is None:
        return _show(request, attempt, status=400)
    attempt = verb(attempt.pk)
    return redirect(attempt if attempt.is_held_back else attempt.back_url)


def _show(request: HttpRequest, attempt: Attempt, *, status: int = 200) -> HttpResponse:
    said = [
        ("Bénéficiaire", attempt.account or "La régie"),
        ("Objet", attempt.subject),
        ("Référence", attempt.reference),
        ("Montant", money.display(attempt.amount, attempt.currency)),
    ]
    context = {
        "attempt": attempt,
        "amount": said[-1][1],
        "answers": [{"label": label, "value": value, "url": ""} for label, value in said],
        "over": OVER[State(attempt.state)],
    }
    return render(request, "payments/demo/pay.html", context, status=status)
