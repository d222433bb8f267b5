"""How a private file is handed over, once the view has checked who asks."""

import logging
from typing import Final

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from portal.media.models import StoredFile
from portal.media.states import Scan
from portal.media.storage import Unavailable

GONE, DOWN = "gone", "down"
# Why a file isn't handed over: the status, a title, what to do.
REASONS: Final = {
    Scan.WAITING: (
        409,
        "Ce fichier est en cours de vérification",
        "Un antivirus le regarde : cela prend le plus souvent moins d’une minute. "
        "Revenez un peu plus tard.",
    ),
    Scan.FAILED: (
        409,
        "Ce fichier n’a pas pu être vérifié",
        "L’antivirus n’a pas pu le lire : il reste fermé, par prudence. "
        "Envoyez-le de nouveau, en PDF par exemple, ou appelez le service.",
    ),
    Scan.INFECTED: (
        410,
        "Ce fichier a été écarté",
        "Il contenait un programme dangereux : nous l’avons effacé. "
        "Envoyez-le de nouveau depuis un autre appareil, si le service en a besoin.",
    ),
    GONE: (
        404,
        "Ce fichier n’existe plus",
        "Nous ne le retrouvons pas. Si vous l’avez encore, envoyez-le de nouveau.",
    ),
    DOWN: (
        503,
        "Ce fichier ne peut pas être lu pour le moment",
        "Un problème de notre côté : rien n’est perdu. Attendez quelques minutes, puis réessayez.",
    ),
}
logger = logging.getLogger(__name__)


def respond(request: HttpRequest, stored_file: StoredFile) -> HttpResponseBase:
    """The file as an attachment that no browser runs, shows in place, nor keeps.

    Checks no right: the calling view does. A page says why when the file can't be handed over.
    """
    if not stored_file.is_open:
        return _refuse(request, stored_file.scan)
    try:
        content = stored_file.file.open("rb")
    except FileNotFoundError:
        logger.error("Stored file id=%s is missing from its storage", stored_file.pk)
        return _refuse(request, GONE)
    except Unavailable as error:
        logger.error("Stored file id=%s can't be read: %s", stored_file.pk, error)
        return _refuse(request, DOWN)
    return FileResponse(
        content,
        as_attachment=True,
        filename=stored_file.name,
        content_type=stored_file.content_type,
        headers={
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )


def _refuse(request: HttpRequest, why: str) -> HttpResponse:
    status, title, text = REASONS[why]
    context = {"title": title, "text": text.replace(" :", "\u00a0:")}
    return render(request, "media/refused.html", context, status=status)


def paper(drawn: bytes, name: str) -> HttpResponse:
    """A PDF drawn on the spot, kept nowhere."""
    return HttpResponse(
        drawn,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )
