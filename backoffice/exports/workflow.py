"""The verbs of an export: asked for, thrown away after a week."""

import logging
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import QueryDict

from backoffice.exports import tasks
from backoffice.exports.models import RUNNING, Export, Kind, State
from backoffice.queues import asked
from backoffice.queues.queues import Queue
from portal.accounts.models import User
from portal.media.workflow import discard

logger = logging.getLogger(__name__)


class Busy(Exception):
    """The agent already has an export under way; `export` is that one."""

    def __init__(self, export: Export) -> None:
        super().__init__(str(export.pk))
        self.export = export


@transaction.atomic
def ask(*, queue: Queue, query: QueryDict, kind: Kind, agent: User) -> Export:
    """Have the rows of the queue that these filters keep written in a file.

    For who sees the queue (PermissionDenied). Raises Busy while another one is under way: one at
    a time and for each, so that workers stay free for the mail.
    """
    if not queue.is_of(agent):
        raise PermissionDenied
    User.objects.select_for_update(of=("self",)).get(pk=agent.pk)
    _give_up_failed(agent)
    running = Export.objects.filter(agent=agent, state__in=RUNNING)
    if export := running.first():
        raise Busy(export)
    wanted = asked.read(queue, query, agent).filters
    export = Export.objects.create(
        agent=agent, queue=queue.slug, query=wanted.address, filters=wanted.codes, kind=kind
    )
    export.task_id = tasks.write.enqueue(str(export.pk)).id
    export.save(update_fields=["task_id"])
    logger.info("Export %s of %s asked for by agent=%s", export.pk, queue.slug, agent.pk)
    return export


def forget(*, before: datetime) -> int:
    """Throw away the files of the exports asked for before that moment; how many."""
    old = Export.objects.filter(asked_at__lt=before).exclude(query="", stored=None)
    found = list(old.select_related("stored"))
    for export in found:
        with transaction.atomic():
            stored, export.stored, export.query = export.stored, None, ""
            export.save(update_fields=["stored", "query"])
            if stored:
                discard(stored_file=stored)
    return len(found)


def _give_up_failed(agent: User) -> None:
    for export in Export.objects.filter(agent=agent, state__in=RUNNING):
        if export.has_failed():
            Export.objects.filter(pk=export.pk).update(state=State.REFUSED)
