"""The dry run: every invoice of the file is read, compared and staged; nothing is issued.

Run again after a crash, it begins again; a run that was overtaken by another stops.
"""

import logging
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, Final

from django.db import transaction
from django.db.models import Count, Sum

from payments.importing.comparing import issued, objection
from payments.importing.reading import read
from payments.importing.wanted import Wanted, wanted_of
from payments.models import ImportFault, ImportState, InvoiceImport, Outcome, StagedInvoice
from portal.spreadsheets.sheets import RefusedFile, refuse

logger = logging.getLogger(__name__)
BATCH: Final = 1_000
MOST_FAULTS: Final = 20_000
APART: Final = (
    "Les lignes de cette facture ne se suivent pas, ou l’identifiant sert deux fois\u00a0: "
    "triez le fichier par identifiant."
)
STOPPED: Final = f"Plus de {MOST_FAULTS} erreurs\u00a0: le contrôle s’est arrêté à cette ligne."


class Overtaken(Exception):
    """Another run has this check in hand."""


def check(owner: InvoiceImport, file: IO[bytes]) -> None:
    """Stage what the file holds, with its faults; `owner` tells how it ended."""
    try:
        attempt = _begin(owner)
        try:
            _stage_all(owner, attempt, file)
        except RefusedFile as refused:
            _refuse(owner, attempt, refused)
    except Overtaken:
        logger.warning("The check of import %s is in other hands", owner.pk)
    owner.refresh_from_db()


def _stage_all(owner: InvoiceImport, attempt: int, file: IO[bytes]) -> None:
    currency, rank = owner.regie.currency, 0
    wanted = (wanted_of(raw, currency) for raw in read(file, owner.file_name, currency))
    while batch := list(islice(wanted, BATCH)):
        if not _stage(owner, attempt, rank, batch):
            return
        rank += len(batch)
    with transaction.atomic():
        count(_held(owner, attempt), ImportState.CHECKED)


@transaction.atomic
def _begin(owner: InvoiceImport) -> int:
    """Forget what an earlier run staged."""
    locked = InvoiceImport.objects.select_for_update(of=("self",)).get(pk=owner.pk)
    if locked.state != ImportState.CHECKING:
        raise Overtaken
    owner.staged.all().delete()
    owner.faults.all().delete()
    locked.attempt, locked.read = locked.attempt + 1, 0
    locked.save(update_fields=["attempt", "read"])
    return locked.attempt


@transaction.atomic
def _stage(owner: InvoiceImport, attempt: int, rank: int, batch: list[Wanted]) -> bool:
    """Whether to go on: nobody corrects 20,000 errors one by one."""
    held = _held(owner, attempt)
    _refuse_apart(owner, batch)
    _refuse_changed(owner, batch)
    StagedInvoice.objects.bulk_create(_rows(owner, rank, batch))
    held.read += len(batch)
    held.save(update_fields=["read"])
    faults = [fault for wanted in batch for fault in wanted.faults]
    keep(owner, faults)
    if not faults or owner.faults.count() < MOST_FAULTS:
        return True
    ImportFault.objects.create(owner=owner, row=batch[-1].row, sentence=STOPPED)
    count(held, ImportState.UNREADABLE)
    return False


def keep(owner: InvoiceImport, faults: Iterable[ImportFault]) -> None:
    ours = list(faults)
    for fault in ours:
        fault.owner = owner
    ImportFault.objects.bulk_create(ours, batch_size=BATCH)


def _refuse_apart(owner: InvoiceImport, batch: list[Wanted]) -> None:
    """An identifier met twice: neither of the two is taken, for lines may be missing in both."""
    ids = [wanted.external_id for wanted in batch if wanted.external_id]
    before = owner.staged.filter(external_id__in=ids)
    met = set(before.values_list("external_id", flat=True))
    again: set[str] = set()
    for wanted in batch:
        if wanted.external_id in met:
            again.add(wanted.external_id)
            wanted.refuse(APART)
            wanted.external_id = ""  # one staged row holds it
        elif wanted.external_id:
            met.add(wanted.external_id)
    before.filter(external_id__in=again).update(outcome=Outcome.REFUSED, payload={}, total=0)
    for wanted in batch:
        if wanted.external_id in again:
            wanted.refuse(APART)


def _refuse_changed(owner: InvoiceImport, batch: list[Wanted]) -> None:
    whole = {wanted.external_id: wanted for wanted in batch if not wanted.faults}
    for external_id, invoice in issued(owner.regie, whole).items():
        if sentence := objection(whole[external_id].payload, invoice):
            whole[external_id].refuse(sentence)
        else:
            whole[external_id].known = True


def _rows(owner: InvoiceImport, rank: int, batch: list[Wanted]) -> Iterator[StagedInvoice]:
    for place, wanted in enumerate(batch, rank + 1):
        outcome = Outcome.SAME if wanted.known else Outcome.FRESH
        fresh = outcome == Outcome.FRESH and not wanted.faults
        yield StagedInvoice(
            owner=owner,
            rank=place,
            row=wanted.row,
            external_id=wanted.external_id,
            outcome=Outcome.REFUSED if wanted.faults else outcome,
            total=wanted.total if fresh else 0,
            payload=wanted.payload if fresh else {},
        )


def _held(owner: InvoiceImport, attempt: int) -> InvoiceImport:
    """The import, locked, still ours. Raises Overtaken."""
    locked = InvoiceImport.objects.select_for_update(of=("self",)).get(pk=owner.pk)
    if locked.attempt != attempt or locked.state != ImportState.CHECKING:
        raise Overtaken
    return locked


def give_up(owner: InvoiceImport, sentence: str) -> None:
    """Say of the whole file why it isn't read."""
    _refuse(owner, owner.attempt, refuse(sentence))


@transaction.atomic
def _refuse(owner: InvoiceImport, attempt: int, refused: RefusedFile) -> None:
    held = _held(owner, attempt)
    keep(
        owner,
        [ImportFault(row=1, column=each.column, sentence=each.sentence) for each in refused.faults],
    )
    count(held, ImportState.UNREADABLE)


def count(owner: InvoiceImport, state: ImportState) -> None:
    """Write how many invoices of each outcome there are, and where the import stands."""
    found = owner.staged.order_by().values_list("outcome").annotate(Count("pk"), Sum("total"))
    rows = {outcome: (number, total) for outcome, number, total in found}
    owner.fresh, owner.total = rows.get(Outcome.FRESH, (0, 0))
    owner.same, _ = rows.get(Outcome.SAME, (0, 0))
    owner.refused, _ = rows.get(Outcome.REFUSED, (0, 0))
    owner.state = state
    owner.save(update_fields=["fresh", "total", "same", "refused", "state"])
