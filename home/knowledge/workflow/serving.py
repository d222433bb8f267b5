"""Whether sheets serve: votes, and counts that say nothing of who read."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from home.knowledge.models import Day, KeptAnswer, KnowledgePage, Vote
from home.knowledge.rights import may_write
from home.knowledge.workflow import suggestions
from portal.accounts.models import User
from portal.directory.models import Service
from portal.procedures.models import Procedure


@transaction.atomic
def vote(sheet: KnowledgePage, *, by: User, helped: bool, act: UUID, word: str = "") -> Vote:
    """« Cette fiche m’a aidé », oui or non; a word with a no becomes a proposal, once per `act`."""
    cast, _created = Vote.objects.update_or_create(
        sheet=sheet, agent=by, defaults={"helped": helped, "at": timezone.now()}
    )
    if word.strip() and not helped:
        suggestions.propose(act=act, by=by, sheet=sheet, words=word)
    return cast


def opened(sheet: KnowledgePage) -> None:
    """Somebody read it."""
    _count(sheet, "opened")


def answered(sheet: KnowledgePage) -> None:
    """It served to answer a demande; the caller counts each demande once."""
    _count(sheet, "answered")


@transaction.atomic
def keep(
    *,
    act: UUID,
    by: User,
    title: str,
    text: str,
    procedure: Procedure,
    service: Service,
) -> KeptAnswer:
    """Puts a good answer aside, for whoever writes the sheets of the service; once per `act`.

    The caller has taken the person out. Raises ValidationError for a confidential procedure.
    """
    if procedure.confidential:
        raise ValidationError("Cette démarche est confidentielle\u00a0: rien n’en est gardé ici.")
    kept, _created = KeptAnswer.objects.get_or_create(
        act=act,
        defaults={
            "title": title.strip(),
            "text": text.strip(),
            "procedure": procedure,
            "service": service,
            "kept_by": by,
        },
    )
    return kept


@transaction.atomic
def drop(answer: KeptAnswer, *, by: User) -> bool:
    """Leaves it out of the list; returns whether the agent may, and it still waited."""
    if not may_write(by, answer.service_id):
        return False
    waiting = KeptAnswer.objects.filter(pk=answer.pk, sheet=None, dropped_at=None)
    return bool(waiting.update(dropped_at=timezone.now()))


@transaction.atomic
def _count(sheet: KnowledgePage, name: str) -> None:
    day = Day.objects.filter(sheet=sheet, day=timezone.localdate())
    if not day.update(**{name: F(name) + 1}):
        Day.objects.bulk_create([Day(sheet=sheet, day=timezone.localdate())], ignore_conflicts=True)
        day.update(**{name: F(name) + 1})
