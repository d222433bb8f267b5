"""Drafts: how they begin, lose a file, and go when nobody comes back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from portal.accounts.models import User
from portal.demandes.models import Draft, DraftFile
from portal.demandes.querysets import DraftQuerySet
from portal.directory.channels import Channel
from portal.media.models import StoredFile
from portal.media.workflow import discard
from portal.messaging.outbox import erase
from portal.procedures.compile import current_version
from portal.procedures.models import Procedure


def begin(
    *,
    procedure: Procedure,
    words: str = "",
    agent: User | None = None,
    channel: Channel = Channel.ONLINE,
) -> Draft:
    """A new draft of the form in force; `words` already said answer its first long text.

    With an `agent`, it is theirs, for a person who came by that channel. Raises
    NoForm when the procedure was never published.
    """
    version = current_version(procedure)
    texts = (field.key for field in version.form.fields() if field.type == "long_text")
    first = next(texts, None)
    answers = {first: words} if words and first else {}
    return Draft.objects.create(
        procedure=procedure, form_version=version, answers=answers, agent=agent, channel=channel
    )


@transaction.atomic
def remove_file(held: DraftFile) -> None:
    """Take a file out of its draft, for good."""
    stored = held.stored
    held.delete()
    discard(stored_file=stored)


def abandon(draft: Draft) -> None:
    """Delete a draft that isn't filed, with its files, at once."""
    _delete(Draft.objects.filter(pk=draft.pk, filed_at=None))


def purge(*, before: datetime) -> int:
    """Delete the drafts untouched since that moment, filed or not, with their files; how many."""
    stale = list(Draft.objects.filter(updated_at__lt=before).values_list("pk", flat=True))
    return sum(_purge(pk, before) for pk in stale)


def _purge(pk: UUID, before: datetime) -> bool:
    """Delete one draft, unless its owner has just come back to it."""
    return _delete(Draft.objects.filter(pk=pk, updated_at__lt=before))


@transaction.atomic
def _delete(one: DraftQuerySet) -> bool:
    """Delete the draft of this query; whether it was there."""
    locked = one.select_for_update(of=("self",)).first()
    if locked is None:
        return False
    held = DraftFile.objects.filter(draft=locked).values("stored")
    files = list(StoredFile.objects.filter(pk__in=held))
    erase(topic=f"draft:{locked.pk}")
    locked.delete()
    for stored_file in files:
        discard(stored_file=stored_file)
    return True
