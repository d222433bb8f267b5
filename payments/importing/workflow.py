"""The verbs of an import: a file is received, checked, and its invoices issued on a click."""

import tempfile
from io import BufferedRandom
from typing import IO, Final, cast

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction

from payments.importing import tasks
from payments.importing.reading import EXTENSIONS, MOST_BYTES
from payments.models import ImportState, InvoiceImport, Regie
from payments.rights import Act
from payments.workflow.refusals import NotPossible, require
from portal.accounts.models import User
from portal.media import intake, names

CHUNK: Final = 1_000_000  # bytes
KIND: Final = "Envoyez un fichier CSV, XLSX, JSON ou JSONL."
EMPTY: Final = "Ce fichier est vide\u00a0: exportez-le de nouveau de votre logiciel."
HEAVY: Final = (
    f"Ce fichier dépasse {MOST_BYTES // 1_000_000}\u00a0Mo\u00a0: partagez-le en plusieurs."
)
RUNNING: Final = "Cet import est déjà en cours\u00a0: attendez sa fin."
NOTHING: Final = "Il n’y a aucune facture à émettre dans ce fichier."


@transaction.atomic
def receive(*, regie: Regie, uploaded: File, agent: User) -> InvoiceImport:
    """Keep a file and have it checked by a worker.

    Raises NotAllowed; ValidationError for a file that can't be taken.
    """
    require(agent, Act.IMPORT, regie)
    name = named(uploaded.name or "")
    with tempfile.TemporaryFile() as copy:
        _copy(uploaded, copy)
        # Not `intake.store`: ten times its limit. The file is run by nothing, handed to nobody.
        stored = intake.keep_drawn(cast(BufferedRandom, copy), name, "application/octet-stream")
    owner = InvoiceImport.objects.create(regie=regie, agent=agent, stored=stored, file_name=name)
    return _start(owner, ImportState.CHECKING)


@transaction.atomic
def confirm(*, owner: InvoiceImport, agent: User) -> InvoiceImport:
    """Have the staged invoices issued; a second click changes nothing.

    Raises NotAllowed; NotPossible when nothing is left to issue.
    """
    require(agent, Act.IMPORT, owner.regie)
    locked = _locked(owner)
    if locked.state in {ImportState.ISSUING, ImportState.DONE}:
        return locked
    if not locked.may_be_issued:
        raise NotPossible(NOTHING)
    locked.agent = agent
    return _start(locked, ImportState.ISSUING)


@transaction.atomic
def start_again(*, owner: InvoiceImport, agent: User) -> InvoiceImport:
    """Take up what gave up, where it stood, in the name of this agent. NotAllowed, NotPossible."""
    require(agent, Act.IMPORT, owner.regie)
    locked = _locked(owner)
    if not locked.has_failed():
        raise NotPossible(RUNNING)
    locked.agent = agent
    return _start(locked, ImportState(locked.state))


def named(name: str) -> str:
    """The file's name, made harmless. Raises ValidationError when its format isn't ours."""
    clean = names.clean(name)
    if names.extension(clean) not in EXTENSIONS:
        raise ValidationError(KIND, code="type")
    return clean


def _copy(uploaded: File, copy: IO[bytes]) -> None:
    """At most the limit, whatever size is announced."""
    size = 0
    for chunk in uploaded.chunks(CHUNK):
        size += len(chunk)
        if size > MOST_BYTES:
            raise ValidationError(HEAVY, code="too_large")
        copy.write(chunk)
    if not size:
        raise ValidationError(EMPTY, code="empty")


def _locked(owner: InvoiceImport) -> InvoiceImport:
    rows = InvoiceImport.objects.select_related("regie")
    return rows.select_for_update(of=("self",)).get(pk=owner.pk)


def _start(owner: InvoiceImport, state: ImportState) -> InvoiceImport:
    work = tasks.check_import if state == ImportState.CHECKING else tasks.issue_import
    owner.state = state
    owner.task_id = work.enqueue(str(owner.pk)).id
    owner.save(update_fields=["state", "task_id", "agent"])
    return owner
