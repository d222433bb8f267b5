"""Paying: with a number, an amount and a code, or by the link in an e-mail; alone or several."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from csp.decorators import csp_update
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from citizen.paying import opened, page
from citizen.paying.forms import BasketForm, FindForm, PayForm
from payments import links
from payments.gateways.base import GatewayError
from payments.gateways.registry import class_of
from payments.models import Invoice, Payment, PaymentState, Regie
from payments.workflow import confirming, paying, receipting
from payments.workflow.refusals import NotPossible
from portal.accounts import access, throttle
from portal.directory.sites import base_url
from portal.media import download

TRIES_BY_ADDRESS = 30  # a library or a town hall is one address
TRIES_BY_NUMBER = 10
PERIOD = timedelta(minutes=15)
BETWEEN_ASKS = timedelta(seconds=10)  # of a provider, about one payment
NOT_FOUND = (
    "Aucune facture ne correspond à ce numéro, à ce montant et à ce code. "
    "Vérifiez-les sur la facture ou dans l’e-mail reçu."
)
TOO_MANY = "Trop d’essais. Attendez un quart d’heure, ou appelez-nous."
NOT_DRAWN = (
    "Le reçu n’a pas pu être préparé\u00a0: un problème de notre côté. "
    "Votre paiement est bien enregistré. Réessayez dans quelques minutes."
)
NOTHING_LEFT = "Il n’y a plus de facture à payer ici. Ajoutez-en une avec son numéro et son code."


@access.public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Open an invoice; nothing says which of the three is wrong, nor whether a number exists."""
    form = FindForm(request.POST or None, initial={"number": request.GET.get("numero", "")[:40]})
    if request.method != "POST" or not form.is_valid():
        return _ask(request, form, status=400 if form.is_bound else 200)
    number = links.normalise(form.cleaned_data["number"])
    if not _may_try(request, number):
        form.add_error(None, TOO_MANY)
        return _ask(request, form, status=429)
    found = links.with_code(number, form.cleaned_data["code"], form.cleaned_data["amount"])
    if found is None:
        form.add_error(None, NOT_FOUND)
        return _ask(request, form, status=400)
    throttle.forget(f"invoice:{number}")
    opened.open_for(request, [found])
    return redirect("invoice", found.number)


def _may_try(request: HttpRequest, number: str) -> bool:
    by_address = throttle.hit(f"invoices:{throttle.client(request)}", TRIES_BY_ADDRESS, per=PERIOD)
    if not number:  # mistyped: nothing to guess, and one blank would count for everybody
        return by_address
    return throttle.hit(f"invoice:{number}", TRIES_BY_NUMBER, per=PERIOD) and by_address


def _ask(request: HttpRequest, form: FindForm, *, status: int = 200) -> HttpResponse:
    return render(request, "citizen/paying/find.html", {"form": form}, status=status)


@access.secret_link
@never_cache
@require_safe
def link(request: HttpRequest, token: str) -> HttpResponse:
    """The link in an e-mail: opens the invoice in this browser, and changes nothing of it."""
    found = links.invoice_of(token)
    if found is None:
        messages.warning(request, "Ce lien n’ouvre plus de facture. Utilisez le numéro et le code.")
        return redirect("pay")
    opened.open_for(request, [found])
    return redirect("invoice", found.number)


def for_opened(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Give the view the invoice, and those of its régie, that are open in this browser.

    The code is asked otherwise, with the same page whether the invoice exists or not.
    """

    @access.secret_link
    @never_cache
    @wraps(view)
    def found(request: HttpRequest, number: str, **kwargs: Any) -> HttpResponseBase:
        invoices = opened.opened(request)
        asked = next((each for each in invoices if each.number == links.normalise(number)), None)
        if asked is None:
            return _ask(request, FindForm(initial={"number": number[:40]}), status=403)
        siblings = [each for each in invoices if each.regie_id == asked.regie_id]
        return view(request, asked, siblings, **kwargs)

    return found


@for_opened
@require_http_methods(["GET", "HEAD", "POST"])
def invoice(request: HttpRequest, asked: Invoice, siblings: list[Invoice]) -> HttpResponse:
    """The invoice; posted to, it is paid."""
    form = PayForm(request.POST or None, initial={"email": asked.payer_email})
    context: dict[str, Any] = {"form": form, "refusal": ""}
    status = 400 if form.is_bound else 200
    if form.is_valid():
        try:
            return redirect(paying.start(invoices=[asked], email=form.cleaned_data["email"]).url)
        except NotPossible as refusal:
            context["refusal"], status = str(refusal), refusal.status
            asked.refresh_from_db(fields=["state", "paid", "title_number"])
    context |= page.of_invoice(asked, siblings)
    response = render(request, "citizen/paying/invoice.html", context, status=status)
    return _leading_to_provider(request, response, asked.regie)


@for_opened
@require_POST
def add(request: HttpRequest, asked: Invoice, _siblings: list[Invoice]) -> HttpResponse:
    """Open another invoice of the same payer, or put all those still to pay in the basket."""
    others = Invoice.objects.of_same_payer(asked)
    if number := request.POST.get("number", ""):
        other = get_object_or_404(others, number=links.normalise(number))
        opened.open_for(request, [other])
        return redirect("invoice", other.number)
    most = paying.MOST_INVOICES - 1
    opened.open_for(request, [asked, *others.payable()[:most]])
    return redirect("basket", asked.regie.code)


@access.secret_link
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def basket(request: HttpRequest, code: str) -> HttpResponse:
    """The opened invoices of a régie that are still to pay, paid at once."""
    invoices = opened.opened(request)
    payable = [each for each in invoices if each.regie.code == code and each.is_payable]
    if not payable:
        messages.info(request, NOTHING_LEFT)
        return redirect("pay")
    form = BasketForm(request.POST or None, payable=payable, email=payable[0].payer_email)
    context: dict[str, Any] = {"form": form, "refusal": ""}
    status = 400 if form.is_bound else 200
    if form.is_valid():
        try:
            started = paying.start(invoices=form.chosen(), email=form.cleaned_data["email"])
            return redirect(started.url)
        except NotPossible as refusal:
            context["refusal"], status = str(refusal), refusal.status
    others = [each for each in invoices if each.regie.code != code]
    context |= page.of_basket(payable, others)
    response = render(request, "citizen/paying/basket.html", context, status=status)
    return _leading_to_provider(request, response, payable[0].regie)


def _leading_to_provider(
    request: HttpRequest, response: HttpResponse, regie: Regie
) -> HttpResponse:
    """Browsers hold a form's redirection to `form-action` too: let it reach the provider.

    A provider without pages of its own has them on the organisation's site, perhaps not this host.
    """
    if regie.takes_online:
        origins = class_of(regie.provider).origins or (base_url(regie.organisation),)
        csp_update({"form-action": list(origins)})(lambda _request: response)(request)
    return response


@access.secret_link
@never_cache
@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    opened.forget(request)
    messages.success(request, "Cet appareil ne montre plus vos factures.")
    return redirect("pay")


@access.secret_link
@never_cache
@require_safe
def back(request: HttpRequest, key: UUID) -> HttpResponse:
    """Where the provider's page leads back to: that proves nothing, so the provider is asked."""
    rows = Payment.objects.select_related("regie__organisation")
    payment = _asked(get_object_or_404(rows, key=key))
    context = page.of_payment(payment, opened.opened(request))
    return render(request, "citizen/paying/back.html", context)


def _asked(payment: Payment) -> Payment:
    """The payment as its provider says it is, unless it has just been asked or doesn't answer."""
    if payment.state != PaymentState.PENDING:
        return payment
    if not throttle.hit(f"payment:{payment.key}", 1, per=BETWEEN_ASKS):
        return payment
    try:
        return confirming.ask(payment)
    except GatewayError:  # the worker asks again
        return payment


@access.secret_link
@never_cache
@require_safe
def receipt(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """The receipt as a PDF; drawn now if the worker hasn't yet."""
    payment = get_object_or_404(Payment.objects.confirmed(), key=key)
    try:
        receipting.issue(payment.pk)
    except ValidationError:  # it can't be kept now; the worker goes on trying
        messages.error(request, NOT_DRAWN)
        return redirect("payment_return", key)
    payment.refresh_from_db(fields=["receipt"])
    if payment.receipt is None:
        raise Http404
    return download.respond(request, payment.receipt)
