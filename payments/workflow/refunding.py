"""Giving money back: one asks, another approves, the provider or a hand pays."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from payments import books, notices
from payments.gateways.base import Gateway, RefundFact, RefundStanding
from payments.gateways.base import Refused as ProviderRefused
from payments.gateways.registry import gateway_of
from payments.models import (
    Difference,
    Invoice,
    InvoiceState,
    Means,
    Payment,
    PaymentState,
    Refund,
    RefundState,
)
from payments.models.refund import HOLDING
from payments.rights import Act
from payments.workflow import confirming, days
from payments.workflow.refusals import NotAllowed, NotPossible, require
from portal.accounts.models import User

CHECK_EVERY = timedelta(hours=6)
PASSED = "Ce remboursement a déjà été traité par quelqu’un d’autre. Relisez-le."


def what_is_left(payment: Payment) -> dict[Invoice | None, int]:
    """What may still be given back on each invoice of a payment, and on its surplus (None)."""
    rows = payment.refunds.filter(state__in=HOLDING).order_by()
    held = dict(rows.values_list("invoice").annotate(Sum("amount")))
    left: dict[Invoice | None, int] = {
        share.invoice: share.applied - held.get(share.invoice_id, 0)
        for share in payment.shares.select_related("invoice").order_by("pk")
    }
    return left | {None: payment.surplus - held.get(None, 0)}


def refundable(payment: Payment, invoice: Invoice | None) -> int:
    """The same for one of its invoices, or for its surplus."""
    return what_is_left(payment).get(invoice, 0)


@transaction.atomic
def ask(
    *,
    payment: Payment,
    invoice: Invoice | None,
    amount: int,
    reason: str,
    agent: User,
    key: UUID | None = None,
) -> Refund:
    """Ask for a refund of part or all; it holds its amount until it is refused or has failed.

    Once per `key`, which the form carries. Raises NotAllowed; NotPossible above what remains.
    """
    require(agent, Act.ASK_REFUND, payment.regie)
    locked = _locked_payment(payment.pk)
    if key and (earlier := locked.refunds.filter(key=key, asked_by=agent).first()):
        return earlier
    if locked.state != PaymentState.CONFIRMED:
        raise NotPossible("Ce paiement n’a pas été encaissé\u00a0: il n’y a rien à rembourser.")
    if not 0 < amount <= refundable(locked, invoice):
        raise NotPossible("Ce montant dépasse ce qui peut encore être remboursé.")
    return Refund.objects.create(
        key=key or uuid4(),
        payment=locked,
        invoice=invoice,
        amount=amount,
        reason=reason,
        state=RefundState.ASKED,
        asked_by=agent,
        asked_at=timezone.now(),
    )


@transaction.atomic
def take_up(*, refund: Refund, agent: User) -> None:
    """Ask for the refund of a surplus that the system proposed."""
    locked = _locked(refund, RefundState.PROPOSED)
    require(agent, Act.ASK_REFUND, locked.payment.regie)
    locked.state, locked.asked_by, locked.asked_at = RefundState.ASKED, agent, timezone.now()
    locked.save()
    refund.refresh_from_db()


@transaction.atomic
def approve(*, refund: Refund, agent: User) -> None:
    """Approve what somebody else asked for; the provider is then told, or a hand pays it.

    Raises NotAllowed to whoever asked; NotPossible once it has been dealt with.
    """
    locked = _locked(refund, RefundState.ASKED)
    _second_person(locked, agent)
    locked.state, locked.decided_by = RefundState.APPROVED, agent
    locked.decided_at = timezone.now()
    locked.by_hand = not _provider_pays(locked.payment)
    locked.next_check_at = None if locked.by_hand else timezone.now() + CHECK_EVERY
    locked.save()
    if not locked.by_hand:
        from payments.tasks import send_refund  # noqa: PLC0415  the tasks run the verbs

        send_refund.enqueue(locked.pk)
    refund.refresh_from_db()


@transaction.atomic
def refuse(*, refund: Refund, agent: User, reason: str) -> None:
    """Refuse what somebody else asked for. Raises NotAllowed, NotPossible."""
    locked = _locked(refund, RefundState.ASKED)
    _second_person(locked, agent)
    locked.state, locked.decided_by, locked.refusal = RefundState.REFUSED, agent, reason
    locked.decided_at = timezone.now()
    locked.save()
    refund.refresh_from_db()


@transaction.atomic
def settle_by_hand(*, refund: Refund, agent: User, reference: str) -> None:
    """The accountant or the régie has paid it back, under this reference.

    What was taken at the counter moves the day's book: not once that day is closed. Raises
    NotAllowed, NotPossible.
    """
    if refund.payment.means != Means.ONLINE:
        days.hold_today(refund.payment.regie)
    locked = _locked(refund, RefundState.APPROVED)
    require(agent, Act.APPROVE_REFUND, locked.payment.regie)
    if not locked.by_hand:
        raise NotPossible("Le prestataire s’occupe de ce remboursement\u00a0: attendez sa réponse.")
    locked.provider_id = reference
    _settle(locked)
    locked.save()
    refund.refresh_from_db()


def send(refund: Refund) -> None:
    """Tell the provider, or ask it again where the refund stands. Raises GatewayError.

    The refund's key makes it one, whatever became of our last try; what is above the provider's own
    account it refuses, and the difference is shown.
    """
    if refund.state not in (RefundState.APPROVED, RefundState.SENT):
        return
    payment = refund.payment
    gateway = gateway_of(payment.regie, payment.provider)
    if refund.provider_id:
        record(refund, gateway.refund_status(refund.provider_id))
        return
    try:
        done = gateway.refund(
            key=str(refund.key),
            charge_id=payment.charge_id,
            amount=refund.amount,
            currency=payment.currency,
        )
    except ProviderRefused as refused:
        _fail(refund, str(refused))
        _compare(payment, gateway)
        return
    record(refund, done)


def _compare(payment: Payment, gateway: Gateway) -> None:
    """Show what the provider gave back that we don't know of."""
    fact = gateway.status(payment.provider_id, started_at=payment.started_at)
    settled = payment.refunds.filter(state=RefundState.SETTLED).aggregate(sum=Sum("amount"))["sum"]
    if fact.refunded != (settled or 0):
        confirming.differ(payment, Difference.Kind.REFUND, fact.refunded, payment.currency)


@transaction.atomic
def record(refund: Refund, fact: RefundFact) -> None:
    """Write what the provider said of a refund: told twice, it is written once."""
    locked = _locked(refund, *RefundState)
    locked.provider_id, locked.detail = fact.refund_id, fact.detail[:120]
    if fact.standing == RefundStanding.SETTLED and locked.state != RefundState.SETTLED:
        _settle_late(locked) if locked.state == RefundState.FAILED else _settle(locked)
    elif fact.standing == RefundStanding.FAILED and locked.state != RefundState.FAILED:
        _undo(locked)
    elif fact.standing == RefundStanding.PENDING and locked.state == RefundState.APPROVED:
        locked.state, locked.next_check_at = RefundState.SENT, timezone.now() + CHECK_EVERY
    locked.save()


def _settle_late(refund: Refund) -> None:
    """It was said to have failed: its sum may have been given back in another way since."""
    if refund.entries.exists() or refundable(refund.payment, refund.invoice) < refund.amount:
        payment = refund.payment
        confirming.differ(payment, Difference.Kind.REFUND, refund.amount, payment.currency)
        return
    _settle(refund)


def _settle(refund: Refund) -> None:
    now = timezone.now()
    refund.state, refund.settled_at, refund.next_check_at = RefundState.SETTLED, now, None
    refund.day = books.day_of(refund.payment.regie, now)
    books.refunded(refund, now).save(force_insert=True)
    _count(refund, refund.amount)
    notices.refunded(refund)


def _undo(refund: Refund) -> None:
    """It failed, perhaps after having been said settled: then the book says so."""
    if refund.state == RefundState.SETTLED:
        books.refunded(refund, timezone.now(), undone=True).save(force_insert=True)
        _count(refund, -refund.amount)
    refund.state, refund.next_check_at = RefundState.FAILED, None


def _count(refund: Refund, amount: int) -> None:
    if refund.invoice_id is None:
        return
    invoice = Invoice.objects.select_for_update(of=("self",)).get(pk=refund.invoice_id)
    invoice.refunded += amount
    if invoice.state in (InvoiceState.PAID, InvoiceState.REFUNDED):
        whole = invoice.refunded == invoice.paid
        invoice.state = InvoiceState.REFUNDED if whole else InvoiceState.PAID
    invoice.save(update_fields=["refunded", "state"])


@transaction.atomic
def _fail(refund: Refund, detail: str) -> None:
    locked = _locked(refund, RefundState.APPROVED, RefundState.SENT)
    locked.state, locked.detail, locked.next_check_at = RefundState.FAILED, detail[:120], None
    locked.save()


def _second_person(refund: Refund, agent: User) -> None:
    require(agent, Act.APPROVE_REFUND, refund.payment.regie)
    if refund.asked_by_id == agent.pk:
        raise NotAllowed(
            "Vous avez demandé ce remboursement\u00a0: une autre personne doit l’approuver."
        )


def _provider_pays(payment: Payment) -> bool:
    if payment.means != Means.ONLINE or not payment.regie.keys_of(payment.provider):
        return False
    return gateway_of(payment.regie, payment.provider).can_refund


def _locked_payment(key: int) -> Payment:
    rows = Payment.objects.select_related("regie__organisation")
    return rows.select_for_update(of=("self",)).get(pk=key)


def _locked(refund: Refund, *states: RefundState) -> Refund:
    """The refund, locked after its payment: whoever asks for another one waits."""
    payment = _locked_payment(refund.payment_id)
    locked = Refund.objects.select_for_update(of=("self",)).get(pk=refund.pk)
    locked.payment = payment
    if locked.state not in states:
        raise NotPossible(PASSED)
    return locked
