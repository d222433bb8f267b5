"""A file's check and its issue, as workers run them; each may run twice."""

from payments.importing import checking, issuing
from payments.models import ImportState, InvoiceImport


def check(import_id: str) -> None:
    owner = _found(import_id)
    if owner is None or owner.state != ImportState.CHECKING or owner.stored is None:
        return
    try:
        file = owner.stored.file.open("rb")
    except FileNotFoundError:  # the antivirus may have thrown it away
        checking.give_up(owner, "Ce fichier a été écarté\u00a0: envoyez-en un autre.")
        return
    with file:
        checking.check(owner, file)


def issue(import_id: str) -> None:
    owner = _found(import_id)
    if owner is not None and owner.state == ImportState.ISSUING:
        issuing.issue(owner)


def _found(import_id: str) -> InvoiceImport | None:
    rows = InvoiceImport.objects.select_related("stored", "regie__organisation")
    return rows.filter(pk=import_id).first()
