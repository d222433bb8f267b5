"""What we say of a file that we can't take: what is wrong, then what to do."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import truncatechars

SENTENCES = {
    "too_large": "est trop lourd : {limit} au plus. Réduisez-le ou envoyez-le en plusieurs fois.",
    "empty": "est vide. Vérifiez-le sur votre appareil, puis choisissez-le de nouveau.",
    "type": (
        "n’est pas d’un type accepté. Envoyez un PDF, une photo (JPEG, PNG, HEIC, WebP),"
        " un texte ou un tableau (Word, Excel, LibreOffice, TXT, CSV)."
    ),
    "mismatch": (
        "ne contient pas ce que son nom annonce. Ouvrez-le, enregistrez-le en PDF,"
        " puis envoyez ce PDF."
    ),
    "damaged": "est abîmé : nous ne pouvons pas l’ouvrir. Refaites-le, puis envoyez-le de nouveau.",
    "too_many_pixels": (
        "est une image trop grande. Réduisez-la ou prenez une nouvelle photo, puis envoyez-la."
    ),
    "unavailable": (
        "n’a pas pu être gardé : un problème de notre côté. Attendez quelques minutes,"
        " puis envoyez-le de nouveau."
    ),
    "infected": (
        "a été écarté : il contient un programme dangereux. Envoyez-le de nouveau depuis un autre"
        " appareil."
    ),
    "macros": (
        "contient des macros (un programme). Enregistrez-le en PDF ou sans macros,"
        " puis envoyez-le de nouveau."
    ),
}


def refusal(code: str, name: str) -> ValidationError:
    """The error to raise, in French, under its code."""
    return ValidationError(sentence(code, name), code=code)


def sentence(code: str, name: str) -> str:
    """The same in words."""
    said = SENTENCES[code].format(limit=size_limit()).replace(" :", "\u00a0:")
    return f"Le fichier «\u00a0{truncatechars(name, 60)}\u00a0» {said}"


def size_limit() -> str:
    """The largest file that we take, in words: "10 Mo"."""
    return f"{settings.UPLOAD_MAX_BYTES / 1_000_000:g}\u00a0Mo".replace(".", ",")
