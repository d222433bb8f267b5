"""What the receipt and the tracking page say of the legal clock, in plain French."""

from datetime import date

from portal.demandes.legal_clock import LegalClock, Silence
from portal.text.dates import NBSP, full_date


def describe(clock: LegalClock, today: date | None = None) -> str:
    """What silence will be worth and when; or what it was worth, seen from `today`."""
    if clock.effect == Silence.NONE:
        return "L’absence de réponse ne vaut ni acceptation ni refus."
    if clock.silence_on is None:
        return _waiting_acceptance(clock)
    if today and clock.elapsed(today):
        verdict = "acceptée" if clock.effect == Silence.ACCEPT else "rejetée"
        return f"Faute de réponse, votre demande est {verdict} depuis le{NBSP}{_day(clock)}."
    if clock.effect == Silence.ACCEPT:
        return (
            f"Sans réponse le{NBSP}{_day(clock)}, votre demande sera acceptée, "
            "si votre dossier est complet."
        )
    return _coming_rejection(clock)


def _waiting_acceptance(clock: LegalClock) -> str:
    return (
        "Le délai de réponse commencera quand nous aurons reçu toutes les pièces demandées. "
        f"Sans réponse {clock.months}{NBSP}mois plus tard, votre demande sera acceptée."
    )


def _coming_rejection(clock: LegalClock) -> str:
    sentence = (
        f"Sans réponse le{NBSP}{_day(clock)}, votre demande sera rejetée. "
        "Vous pourrez alors contester ce rejet."
    )
    if not clock.awaiting_pieces:
        return f"{sentence} Cette date peut être repoussée si votre dossier est incomplet."
    return (
        f"{sentence} Cette date tient compte des pièces que nous attendons{NBSP}: "
        "si elles arrivent avant la date limite, elle sera plus proche."
    )


def _day(clock: LegalClock) -> str:
    return full_date(clock.silence_on) if clock.silence_on else ""
