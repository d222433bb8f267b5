"""An export as a worker writes it: which demandes, in order, then their lines by batches."""

import logging
import tempfile
from array import array
from collections.abc import Iterator
from typing import Final

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from backoffice.exports import files
from backoffice.exports.columns import Cell, Layout, questions_of
from backoffice.exports.models import RUNNING, Export, Kind, State
from backoffice.queues import asked
from backoffice.queues.asked import Asked
from portal.accounts.models import User
from portal.demandes.models import Demande
from portal.demandes.rights import held_by
from portal.media import intake
from portal.media.workflow import discard
from portal.procedures.models import FormVersion

logger = logging.getLogger(__name__)
MOST: Final = 200_000  # demandes
BATCH: Final = 500
NAMED: Final = ("procedure__theme", "service", "commune", "assignee")


def write(export_id: str) -> None:
    """Write the file. Run again after a crash, it begins again: nothing was shown of the first."""
    export = Export.objects.select_related("agent").filter(pk=export_id).first()
    if export is None or not export.is_running:
        return
    queue, agent = export.declared, export.agent
    if queue is None or not (agent.is_active and agent.is_agent and queue.is_of(agent)):
        _end(export, State.REFUSED)
        return
    rights, wanted = held_by(agent), asked.read(queue, QueryDict(export.query), agent)
    ids = _ids(wanted)
    if len(ids) > MOST:
        _end(export, State.TOO_MANY)
        return
    _say(export, state=State.WRITING, total=len(ids), written=0)
    with tempfile.TemporaryFile() as out:
        layout, versions = _layout(wanted)
        lines = _lines(export, agent, ids, layout, versions)
        files.write(Kind(export.kind), layout.header, lines, out)
        name = f"demandes-{queue.slug}-{timezone.localdate():%Y-%m-%d}.{export.kind}"
        stored = intake.keep_drawn(out, name, files.TYPES[Kind(export.kind)])
    with transaction.atomic():
        locked = Export.objects.select_for_update(of=("self",)).get(pk=export.pk)
        if not locked.is_running:  # the same task, taken up by another worker, was first
            discard(stored_file=stored)
            return
        if rights != held_by(User.objects.get(pk=agent.pk)):  # changed while it was written
            discard(stored_file=stored)
            _end(locked, State.REFUSED)
            return
        locked.stored, locked.rights = stored, rights
        locked.save(update_fields=["stored", "rights"])
        _end(locked, State.DONE)


def _ids(wanted: Asked) -> "array[int]":
    """Those of the rows, 8 bytes each, in the queue's order; one too many when too many."""
    ordered = wanted.rows.order_by(*wanted.queue.order).values_list("pk", flat=True)
    return array("q", ordered[: MOST + 1].iterator(chunk_size=10_000))


def _layout(wanted: Asked) -> tuple[Layout, dict[int, FormVersion]]:
    """With the questions of the form, where the filters keep one procedure."""
    procedure = wanted.filters.active.get("procedure")
    if not procedure:
        return Layout({}), {}
    versions = FormVersion.objects.filter(publications__procedure=procedure)
    latest_first = {each.pk: each for each in versions.order_by("-publications__pk")}
    return Layout(questions_of(latest_first.values())), latest_first


def _lines(
    export: Export,
    agent: User,
    ids: "array[int]",
    layout: Layout,
    versions: dict[int, FormVersion],
) -> Iterator[list[Cell]]:
    """Each batch is read anew among what the agent then sees: what has left is left out.

    Content for who reads it by role: neither keeping a demande nor an exceptional access adds any.
    """
    written = 0
    for start in range(0, len(ids), BATCH):
        batch = list(ids[start : start + BATCH])
        # What many of them name is made once a batch: joined, it would be made for each.
        rows = Demande.objects.visible_to(agent).prefetch_related(*NAMED).in_bulk(batch)
        read = Demande.objects.readable_by(agent).filter(pk__in=batch)
        readable = set(read.values_list("pk", flat=True))
        for demande in (rows[pk] for pk in batch if pk in rows):
            if demande.form_version_id in versions:
                demande.form_version = versions[demande.form_version_id]
            yield layout.line(demande, reads=demande.pk in readable)
            written += 1
        _say(export, written=written)


def _say(export: Export, **news: object) -> None:
    Export.objects.filter(pk=export.pk, state__in=RUNNING).update(**news)


def _end(export: Export, state: State) -> None:
    """The line that stays: who, when, which filters, how many; no name."""
    export.state, export.done_at = state, timezone.now()
    export.save(update_fields=["state", "done_at"])
    export.refresh_from_db(fields=["written"])
    logger.info(
        "Export %s by agent=%s: %s, queue=%s filters=%s rows=%d",
        *(export.pk, export.agent_id, state, export.queue, sorted(export.filters), export.written),
    )
