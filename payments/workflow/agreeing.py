"""One line of the provider's account: ours is repaired, or the treasurer is shown a difference."""

from django.utils import timezone

from payments.comparing import Found, Verdict, compare, name_of
from payments.gateways.base import Fact, GatewayError, Standing, Transaction
from payments.gateways.registry import gateway_of
from payments.models import Difference, Payment, PaymentState, Refund, RefundState, Regie
from payments.workflow import confirming, refunding

Kind = Difference.Kind
AGREED = "Les deux comptes disent maintenant la même chose (rapprochement automatique)."


def agree(found: Found, regie: Regie, *, is_proof: bool) -> bool:
    """Whether both accounts now say the same; else a difference is there to see.

    `is_proof`: the line comes from the provider itself, not from a file that somebody brought.
    """
    was_asked = False
    if found.verdict is Verdict.LATE:
        found, was_asked = _asked(found, is_proof)
    if found.verdict is Verdict.SAME or (was_asked and _is_busy(found.refund)):
        _close(found, regie)
        return True
    _show(found, regie)
    return False


def show_missing(ours: Payment | Refund) -> None:
    """We count it, the provider lists it nowhere."""
    if isinstance(ours, Refund):
        payment, kind, key = ours.payment, Kind.REFUND, f"refund:{ours.pk}"
        expected = ours.amount
    else:
        payment, kind, key, expected = ours, Kind.MISSING, _own_name(ours), ours.received
    _open(
        Difference(
            regie=payment.regie,
            kind=kind,
            key=key,
            payment=payment,
            expected=expected,
            currency=payment.currency,
        )
    )


def _asked(found: Found, is_proof: bool) -> tuple[Found, bool]:
    """The same line once the provider was asked where what it is about stands."""
    line, refund, payment = found.line, found.refund, found.payment
    if payment is None:
        return found, False
    try:
        if refund:
            _ask_about(refund)
        elif payment.provider_id:
            confirming.ask(payment)
        elif is_proof:  # its answer to `start` was lost: its own listing is as good
            confirming.record(payment, _fact(line))
    except GatewayError:  # it stays open, and is asked about again the next time
        return found, False
    return compare(payment.regie, payment.provider, [line])[0], True


def _ask_about(refund: Refund) -> None:
    if not refund.provider_id:
        refunding.send(refund)
        return
    gateway = gateway_of(refund.payment.regie, refund.payment.provider)
    refunding.record(refund, gateway.refund_status(refund.provider_id))


def _is_busy(refund: Refund | None) -> bool:
    """The provider has just said that it works on it, or that it failed after all."""
    if refund is None or not refund.provider_id:
        return False
    return refund.state in (RefundState.SENT.value, RefundState.FAILED.value)


def _fact(line: Transaction) -> Fact:
    return Fact(
        provider_id="",
        standing=Standing.PAID,
        charged=line.amount,
        currency=line.currency,
        charge_id=line.charge_id,
        paid_at=line.at,
    )


def _show(found: Found, regie: Regie) -> None:
    line, payment, refund = found.line, found.payment, found.refund
    name, expected = name_of(line), 0
    if refund or line.amount < 0:
        kind, expected = Kind.REFUND, refund.amount if refund else 0
    elif payment is None:
        kind = Kind.UNKNOWN
    elif payment.state != PaymentState.CONFIRMED or found.verdict is Verdict.SECOND:
        kind = Kind.UNRECORDED
    else:
        kind, name, expected = Kind(found.verdict.value), _own_name(payment), payment.received
    _open(
        Difference(
            regie=regie,
            kind=kind,
            key=name,
            payment=payment,
            expected=expected,
            found=abs(line.amount),
            currency=line.currency[:3],
        )
    )


def _open(difference: Difference) -> None:
    """Once each, whoever looks; one that was closed stays closed."""
    told = {name: getattr(difference, name) for name in ("payment", "expected", "found")}
    Difference.objects.get_or_create(
        regie=difference.regie,
        kind=difference.kind,
        key=difference.key,
        defaults=told | {"currency": difference.currency},
    )


def _close(found: Found, regie: Regie) -> None:
    """What was a difference and agrees by now: said by the machine, so signed by nobody."""
    names = [name_of(found.line)]
    kinds = [Kind.UNKNOWN, Kind.UNRECORDED]
    if found.refund:
        names, kinds = [*names, f"refund:{found.refund.pk}"], [Kind.REFUND]
    elif found.payment:
        names, kinds = [*names, _own_name(found.payment)], [*kinds, Kind.MISSING]
    waiting = Difference.objects.filter(regie=regie, kind__in=kinds, key__in=names, closed_at=None)
    waiting.update(closed_at=timezone.now(), note=AGREED)


def _own_name(payment: Payment) -> str:
    """As `confirming.differ` calls it."""
    return payment.provider_id or str(payment.key)
