"""What the law and the Treasury ask of a payment by PayFiP, each with a sentence for the person."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from payments.gateways.base import Order, Refused, TooEarly
from portal.text.dates import NBSP
from portal.text.money import EUR
from portal.ui.dates import hour

PARIS = ZoneInfo("Europe/Paris")  # whose hours PayFiP gives, wherever the authority is
BETWEEN_TRIES = timedelta(minutes=20)  # on one debt
LIFE = timedelta(minutes=15)  # of an operation, before anybody pays it
LOWEST, HIGHEST = 100, 10_000_000  # cents
KINDS = {"T": "essai", "X": "activation", "W": "production"}
NUMCLI = re.compile(r"[0-9]{6}", re.ASCII)
REFERENCE = re.compile(r"[A-Za-z0-9]{1,30}", re.ASCII)
EMAIL = re.compile(r"[!-?A-~]+@[!-?A-~]+", re.ASCII)
IDOP = re.compile(r"[A-Za-z0-9-]{1,64}", re.ASCII)
CENTS = re.compile(r"[0-9]{1,12}", re.ASCII)
# Letters that lose no accent but fall apart, and what stands for a space.
FALL_APART = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "’": " ", NBSP: " "})


def check_account(secrets: Mapping[str, str]) -> None:
    """Raises Refused."""
    if not NUMCLI.fullmatch(secrets.get("numcli", "")):
        raise Refused(
            "Le numéro de client PayFiP de la régie n’a pas 6 chiffres. Prévenez la régie."
        )
    if secrets.get("saisie") not in KINDS:
        raise Refused("Le mode PayFiP de la régie n’est ni T, ni X, ni W. Prévenez la régie.")


def check_debt(order: Order) -> None:
    """Raises Refused."""
    if order.currency != EUR:
        raise Refused("PayFiP n’encaisse que des euros. Réglez cette somme auprès de la régie.")
    if order.amount < LOWEST:
        raise Refused(
            "PayFiP n’accepte pas moins de 1,00\u00a0€. Réglez cette somme auprès de la régie."
        )
    if order.amount > HIGHEST:
        raise Refused(
            "PayFiP n’accepte pas plus de 100\u00a0000\u00a0€. "
            "Réglez cette somme auprès de la régie."
        )
    if not REFERENCE.fullmatch(order.reference):
        raise Refused(
            "La référence doit avoir de 1 à 30 lettres ou chiffres, sans accent ni espace. "
            "Prévenez la régie."
        )


def check_email(email: str) -> None:
    """Raises Refused."""
    if not (6 <= len(email) <= 80 and EMAIL.fullmatch(email)):
        raise Refused(
            "PayFiP a besoin d’une adresse e-mail de 6 à 80 caractères, sans accent, "
            "comme nom@exemple.fr. Corrigez l’adresse."
        )


def check_delay(order: Order) -> None:
    """Raises TooEarly."""
    if order.earlier and (at := order.earlier + BETWEEN_TRIES) > datetime.now(UTC):
        raise TooEarly(_too_early(at), at)


def subject(text: str) -> str:
    """The object of a debt, ready for eopayment, which keeps ASCII letters, digits and spaces."""
    return text.translate(FALL_APART)


def _too_early(at: datetime) -> str:
    """The minute is rounded up: at that minute, one may."""
    minute = (at + timedelta(minutes=1) - timedelta.resolution).replace(second=0, microsecond=0)
    return (
        "Un paiement de cette somme a déjà été commencé il y a moins de 20\u00a0minutes. "
        f"Vous pourrez réessayer à partir de {hour(minute)}."
    )


def read_moment(day: str, clock: str) -> datetime | None:
    """« 28112026 », « 1432 » in Paris; None for anything else."""
    if not (re.fullmatch(r"[0-9]{8}", day) and re.fullmatch(r"[0-9]{4}", clock)):
        return None
    try:
        return datetime.strptime(day + clock, "%d%m%Y%H%M").replace(tzinfo=PARIS)
    except ValueError:
        return None
