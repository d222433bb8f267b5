"""Opening an attempt to pay online: never two at once for one debt.

The provider is called outside any transaction. Killed before its answer is written, the same key
is asked again, and the same page comes back.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from payments import books
from payments.gateways.base import GatewayError, Order, Refused
from payments.gateways.registry import gateway_of
from payments.models import Invoice, Means, Payment, PaymentShare, PaymentState, Regie
from payments.workflow import confirming
from payments.workflow.refusals import NotPossible, Unreachable
from portal.directory.sites import base_url
from portal.text.dates import time_of_day
from portal.text.money import display

SILENT = (
    "Le service de paiement ne répond pas. Rien n’a été débité. Réessayez dans quelques minutes."
)
NOTHING_DUE = "Il n’y a plus rien à payer\u00a0: cette facture est réglée, annulée ou transmise."
MOST_INVOICES = 20


def start(*, invoices: Sequence[Invoice], email: str) -> Payment:
    """An attempt to pay these invoices of one régie: the one under way, else a new one.

    Its `url` is where to send the browser. Raises NotPossible (Unreachable when the provider
    doesn't answer) with a sentence for the person.
    """
    keys = sorted({invoice.pk for invoice in invoices})
    if not 0 < len(keys) <= MOST_INVOICES:
        raise NotPossible(f"Choisissez de 1 à {MOST_INVOICES} factures à payer ensemble.")
    _close_others(keys)
    payment = _reserve(keys, email)
    return payment if payment.url else _open_page(payment)


def _close_others(keys: list[int]) -> None:
    """Ask about the attempts under way on these invoices; close those for other baskets."""
    for pending in _pending(keys):
        try:
            other = _closed(pending, keys)
        except GatewayError as error:
            raise Unreachable(SILENT) from error
        if other.is_live(timezone.now()) and not _same(other, keys):
            raise NotPossible(_wait(other))


def _closed(other: Payment, keys: list[int]) -> Payment:
    """The attempt as it is once its provider was asked and, if it is another basket's, closed."""
    if other.provider_id:
        other = confirming.ask(other)
    wanted = other.is_live(timezone.now()) and _same(other, keys)
    if other.state == PaymentState.PENDING and not wanted:  # its page may outlive our own hour
        if other.provider_id:
            gateway_of(other.regie, other.provider).cancel(other.provider_id)
        other = confirming.ask(other)
    return other


@transaction.atomic
def _reserve(keys: list[int], email: str) -> Payment:
    invoices = Invoice.objects.select_related("regie__organisation").locked(keys)
    regie = _one_regie(invoices)
    for other in _pending(keys):
        if not other.is_live(timezone.now()):
            continue
        if _same(other, keys):
            return other
        raise NotPossible(_wait(other))
    payment = _new(regie, invoices, email)
    try:
        with timezone.override(regie.time_zone):  # a refusal may name an hour
            gateway_of(regie).check(order_of(payment))
    except Refused as refused:
        raise NotPossible(str(refused)) from refused
    return payment


def _one_regie(invoices: list[Invoice]) -> Regie:
    if not invoices or not all(invoice.is_payable for invoice in invoices):
        raise NotPossible(NOTHING_DUE)
    regie = invoices[0].regie
    if any(invoice.currency != regie.currency for invoice in invoices):
        raise NotPossible("La régie a changé de monnaie depuis cette facture. Payez au guichet.")
    if any(invoice.regie_id != regie.pk for invoice in invoices):
        raise NotPossible("Ces factures ne sont pas de la même régie\u00a0: payez-les séparément.")
    if not regie.takes_online:
        raise NotPossible("Cette régie ne prend pas de paiement en ligne. Payez au guichet.")
    if refusal := out_of_bounds(regie, sum(invoice.due for invoice in invoices)):
        raise NotPossible(refusal)
    return regie


def out_of_bounds(regie: Regie, amount: int) -> str:
    """Why a régie doesn't take this sum (cents) online, for who would pay it; empty if it does."""
    if regie.minimum <= amount <= regie.maximum:
        return ""
    low, high = (display(each, regie.currency) for each in (regie.minimum, regie.maximum))
    return f"En ligne, on peut payer de {low} à {high}. Payez au guichet."


def _new(regie: Regie, invoices: list[Invoice], email: str) -> Payment:
    now = timezone.now()
    payment = Payment(
        regie=regie,
        means=Means.ONLINE,
        provider=regie.provider,
        reference=invoices[0].number,
        amount=sum(invoice.due for invoice in invoices),
        currency=regie.currency,
        payer_email=email,
        started_at=now,
        expires_at=now + gateway_of(regie).lasts,
    )
    payment.next_check_at = confirming.next_check(payment, 0)
    payment.save()
    PaymentShare.objects.bulk_create(
        PaymentShare(payment=payment, invoice=invoice, asked=invoice.due) for invoice in invoices
    )
    return payment


def _open_page(payment: Payment) -> Payment:
    """Ask the provider for its page; of two that ask at once, the first answer counts."""
    try:
        started = gateway_of(payment.regie, payment.provider).start(order_of(payment))
    except Refused as refused:
        _if_unopened(payment, state=PaymentState.FAILED, next_check_at=None)
        raise NotPossible(str(refused)) from refused
    except GatewayError as error:
        # Its page, if there is one, was shown to nobody. Under a new key, the next try may succeed
        # where the provider would repeat its failure under this one.
        _if_unopened(payment, state=PaymentState.EXPIRED, next_check_at=None)
        raise Unreachable(SILENT) from error
    _if_unopened(payment, provider_id=started.provider_id, url=started.url)
    payment.refresh_from_db()
    if not payment.url:  # given up meanwhile by another click: this page is shown to nobody
        raise Unreachable(SILENT)
    return payment


def _if_unopened(payment: Payment, **columns: Any) -> None:
    rows = Payment.objects.filter(pk=payment.pk, provider_id="", state=PaymentState.PENDING)
    rows.update(**columns)


def order_of(payment: Payment) -> Order:
    """What the provider is asked to charge."""
    shares = payment.shares.select_related("invoice").order_by("pk")
    invoices = [share.invoice for share in shares]
    site, regie, key = base_url(payment.regie.organisation), payment.regie, payment.key
    others = len(invoices) - 1
    more = f" et {others} autre{'s' if others > 1 else ''}" if others else ""
    return Order(
        key=str(key),
        reference=payment.reference,
        subject=f"{invoices[0].subject}{more}",
        amount=payment.amount,
        currency=payment.currency,
        email=payment.payer_email,
        year=books.day_of(regie, payment.started_at).year,
        return_url=site + reverse("payment_return", args=[key]),
        cancel_url=site + reverse("payment_return", args=[key]),
        notify_url=site + reverse("payment_notification", args=[payment.provider, regie.code]),
        expires_at=payment.expires_at or payment.started_at,
        earlier=_earlier(payment, invoices),
    )


def _earlier(payment: Payment, invoices: list[Invoice]) -> datetime | None:
    """When the last attempt before this one began, on any of these debts."""
    others = Payment.objects.filter(shares__invoice__in=invoices, means=Means.ONLINE)
    before = others.exclude(pk=payment.pk).exclude(provider_id="").exclude(state="confirmed")
    return before.order_by("-started_at").values_list("started_at", flat=True).first()


def _pending(keys: list[int]) -> list[Payment]:
    rows = Payment.objects.filter(shares__invoice__in=keys, state=PaymentState.PENDING).distinct()
    return list(rows.select_related("regie__organisation").order_by("pk"))


def _same(payment: Payment, keys: list[int]) -> bool:
    """Whether it is for this basket and still asks what is owed (some may be paid since)."""
    shares = payment.shares.select_related("invoice").order_by("invoice_id")
    due = {share.invoice_id: share.invoice.due == share.asked for share in shares}
    still = payment.provider == payment.regie.provider and payment.expires_at is not None
    return still and list(due) == keys and all(due.values())


def _wait(payment: Payment) -> str:
    if payment.expires_at is None:
        return "Votre paiement est en cours chez votre banque. Attendez sa réponse."
    at = time_of_day(payment.expires_at.astimezone(payment.regie.time_zone).time())
    return (
        "Un paiement de cette facture est déjà en cours, peut-être dans un autre onglet. "
        f"Terminez-le, ou réessayez à partir de {at}."
    )
