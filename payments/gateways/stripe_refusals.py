"""What Stripe refuses, said in French: before the call where it can be known, else after."""

from urllib.parse import urlsplit

from .base import Order, Refused

LEAST = {"EUR": (50, "0,50\u00a0€"), "XPF": (60, "60\u00a0F\u00a0CFP")}  # the same, converted
MOST = 99_999_999
MOST_SAID = {"EUR": "999\u00a0999,99\u00a0€", "XPF": "99\u00a0999\u00a0999\u00a0F\u00a0CFP"}
LOOPBACK = {"127.0.0.1", "localhost", "::1"}

UNAVAILABLE = (
    "Le paiement par carte n’est pas disponible pour le moment. "
    "Réessayez plus tard, ou payez d’une autre façon."
)
PAYMENT = {
    "customer_email": (
        "Stripe n’accepte pas cette adresse électronique. Corrigez-la, puis recommencez."
    ),
    "idempotency_error": (
        "Cette tentative de paiement n’est plus valable. Recommencez depuis la facture."
    ),
}
REFUND = {
    "parameter_invalid_integer": "Le montant à rembourser doit être plus grand que zéro.",
    "charge_already_refunded": "Ce paiement a déjà été remboursé en entier.",
    "amount": (
        "Ce montant dépasse ce qui reste à rembourser sur ce paiement. Demandez un montant "
        "plus petit."
    ),
    "charge_disputed": (
        "Ce paiement est contesté auprès de la banque\u00a0: il ne peut pas être remboursé. "
        "Répondez à la contestation dans Stripe."
    ),
    "balance_insufficient": (
        "Le solde du compte Stripe ne suffit pas pour ce remboursement. Alimentez-le, puis "
        "demandez de nouveau le remboursement."
    ),
    "resource_missing": (
        "Stripe ne connaît pas ce paiement. Vérifiez que la régie utilise toujours le même "
        "compte Stripe."
    ),
    "payment_intent": (
        "Ce paiement n’est pas terminé chez Stripe\u00a0: il n’y a rien à rembourser pour le "
        "moment."
    ),
    "idempotency_error": (
        "Ce remboursement a déjà été demandé pour un autre montant. Faites une nouvelle demande."
    ),
}
REFUND["amount_too_large"] = REFUND["amount"]
REFUND["refund_disputed_payment"] = REFUND["charge_disputed"]
REFUND["insufficient_funds"] = REFUND["balance_insufficient"]


def check_order(order: Order) -> None:
    """The limits that are known beforehand. Raises Refused."""
    currency = order.currency.upper()
    if currency not in LEAST:
        raise Refused(f"La monnaie «\u00a0{currency}\u00a0» ne peut pas être payée par carte ici.")
    least, said = LEAST[currency]
    if order.amount < least:
        raise Refused(f"Une carte ne peut pas payer moins de {said}. Payez d’une autre façon.")
    if order.amount > MOST:
        raise Refused(
            f"Une carte ne peut pas payer plus de {MOST_SAID[currency]} en une fois. "
            "Payez d’une autre façon."
        )
    if not (is_private(order.return_url) and is_private(order.cancel_url)):
        raise Refused(
            "Le paiement par carte demande que ce site soit en https. "
            "Prévenez la collectivité, ou payez d’une autre façon."
        )


def is_private(url: str) -> bool:
    """Whether what is sent there can't be read on the way: https, or this machine."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    )


def payment_refusal(words: list[str]) -> str:
    """Why an attempt can't begin, by the words of Stripe's error."""
    return next((PAYMENT[word] for word in words if word in PAYMENT), UNAVAILABLE)


def refund_refusal(words: list[str]) -> str:
    """Why a refund can't be, by the words of Stripe's error."""
    unknown = f"Stripe refuse ce remboursement (motif\u00a0: {', '.join(words) or 'non précisé'})."
    return next((REFUND[word] for word in words if word in REFUND), unknown)
