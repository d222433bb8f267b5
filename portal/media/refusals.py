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
    "macros": (
        "contient des macros (un programme). Enregistrez-le en PDF ou sans macros,"
        " puis envoyez-le de nouveau."
    ),
}


def refusal(code: str, name: str) -> ValidationError:
    """The error to raise, in French, under its code."""
    sentence = SENTENCES[code].format(limit=size_limit())
    message = f"Le fichier «\u00a0{truncatechars(name, 60)}\u00a0» {sentence}"
    return ValidationError(message.replace(" :", "\u00a0:"), code=code)


def size_limit() -> str:
    """The largest file that we take, in words: "10 Mo"."""
    return f"{settings.UPLOAD_MAX_BYTES / 1_000_000:g}\u00a0Mo".replace(".", ",")
