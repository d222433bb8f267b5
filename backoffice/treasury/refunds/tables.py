"""Payments and refunds as lists, with what each refund waits for."""

from django.urls import reverse
from django.utils.safestring import SafeString

from payments.models import Payment, PaymentState, Refund, RefundState
from portal.text.money import display
from portal.ui import atoms
from portal.ui.lists import Column, Listing

TONES = {
    PaymentState.CONFIRMED: "good",
    PaymentState.FAILED: "bad",
    PaymentState.EXPIRED: "off",
    RefundState.PROPOSED: "warn",
    RefundState.ASKED: "warn",
    RefundState.SETTLED: "good",
    RefundState.REFUSED: "off",
    RefundState.FAILED: "bad",
}
WAITING = (RefundState.PROPOSED, RefundState.ASKED, RefundState.FAILED)


def payment_state(payment: Payment) -> SafeString:
    tone = TONES.get(PaymentState(payment.state), "")
    return atoms.state(payment.get_state_display(), tone)


def refund_state(refund: Refund) -> SafeString:
    label = "À payer à la main" if to_pay_by_hand(refund) else refund.get_state_display()
    return atoms.state(label, TONES.get(RefundState(refund.state), ""))


def to_pay_by_hand(refund: Refund) -> bool:
    return refund.by_hand and refund.state == RefundState.APPROVED


def next_step(refund: Refund) -> str:
    """What to do now, in one sentence."""
    if to_pay_by_hand(refund):
        return "Payez la somme, ou faites-la payer par le comptable, puis écrivez sa référence."
    return {
        RefundState.PROPOSED: "Le payeur a versé trop. Demandez ce remboursement\u00a0: une autre "
        "personne l’approuvera.",
        RefundState.ASKED: "Une autre personne que celle qui l’a demandé l’approuve ou le refuse.",
        RefundState.APPROVED: "Le prestataire va être prévenu.",
        RefundState.SENT: "Le prestataire s’en occupe\u00a0: rien à faire, l’état suivra ici.",
        RefundState.SETTLED: "C’est fini. L’argent est chez le payeur, ou en chemin.",
        RefundState.REFUSED: "C’est fini\u00a0: la somme peut être demandée de nouveau.",
        RefundState.FAILED: "Rien n’a été rendu. Demandez un nouveau remboursement depuis le"
        " paiement\u00a0; si la carte n’existe plus, faites-le payer par virement.",
    }[RefundState(refund.state)]


def _link(refund: Refund) -> SafeString:
    payment = refund.payment
    url = reverse("regie_refund", args=[payment.regie.code, refund.pk])
    small = refund.invoice.number if refund.invoice else "Trop-perçu"
    return atoms.title(url, display(refund.amount, payment.currency), small)


def _asked(refund: Refund) -> SafeString | str:
    who = str(refund.asked_by) if refund.asked_by else "Le site"
    return atoms.stacked(who, atoms.when(refund.asked_at or refund.created_at, "moment"))


REFUNDS = Listing(
    caption="Remboursements, du plus récent au plus ancien",
    columns=(
        Column("Montant", _link),
        Column("Motif", "reason", css="wide"),
        Column("Demandé par", _asked),
        Column("État", refund_state),
    ),
    order=("-created_at", "-pk"),
    empty="Aucun remboursement ici.",
)


def _payment_link(payment: Payment) -> SafeString:
    url = reverse("regie_payment", args=[payment.regie.code, payment.pk])
    return atoms.title(url, display(payment.amount, payment.currency), payment.reference)


PAYMENTS = Listing(
    caption="Paiements, du plus récent au plus ancien",
    columns=(
        Column("Montant", _payment_link),
        Column("Moyen", lambda payment: payment.get_means_display()),
        Column("Commencé le", lambda payment: atoms.when(payment.started_at, "moment")),
        Column("État", payment_state),
    ),
    order=("-started_at", "-pk"),
    empty="Aucun paiement ici.",
)
