"""The PDF of each procedure's form, drawn once for each state of what it says."""

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string

from portal.accounts import throttle
from portal.media import intake, workflow
from portal.media.kinds import Safe
from portal.media.models import StoredFile
from portal.media.storage import Unavailable
from portal.procedures.models.papers import PaperForm
from portal.procedures.paper.sheet import page
from portal.ui import pdf

if TYPE_CHECKING:
    from portal.procedures.models import Procedure

DRAWINGS = 3  # of the same sheet, by those who ask at the same moment
PERIOD = timedelta(minutes=10)


class Busy(Exception):
    """This sheet is being drawn for others, or can't be: to be asked for again in a minute."""


def paper_of(procedure: "Procedure") -> StoredFile:
    """The blank form as a PDF: kept, or drawn now. Raises NoForm, Busy.

    What is kept is known by the digest of the page that it was drawn from: form, procedure,
    service and organisation all count, so it is never out of date.
    """
    sheet, style = page(procedure), render_to_string("procedures/paper.css")
    digest = hashlib.sha256(f"{sheet}{style}".encode()).hexdigest()
    kept = PaperForm.objects.filter(procedure=procedure, digest=digest).select_related("stored")
    if (paper := kept.first()) and _is_there(paper.stored):
        return paper.stored
    if not throttle.hit(f"paper:{digest}", DRAWINGS, per=PERIOD):
        raise Busy(procedure.code)
    return _keep(procedure, digest, pdf.draw(sheet, style))


def _is_there(stored: StoredFile) -> bool:
    try:
        return stored.file.storage.exists(str(stored.file.name))
    except Unavailable:  # said by whoever hands it over
        return True


@transaction.atomic
def _keep(procedure: "Procedure", digest: str, drawn: bytes) -> StoredFile:
    former = PaperForm.objects.select_for_update().filter(procedure=procedure).first()
    if former and former.digest == digest and _is_there(former.stored):
        return former.stored  # drawn meanwhile for somebody else, who may be reading it
    name = f"formulaire-{procedure.code}.pdf"
    try:
        stored = intake.keep(Safe(drawn, name, "application/pdf"), ours=True)
    except ValidationError as error:  # nowhere to write it for the moment
        raise Busy(procedure.code) from error
    PaperForm.objects.update_or_create(
        procedure=procedure, defaults={"digest": digest, "stored": stored}
    )
    if former:
        workflow.discard(stored_file=former.stored)
    return stored
