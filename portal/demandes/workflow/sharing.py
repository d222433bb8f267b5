"""Filling in together: the person offers, an agent joins, either ends it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from portal.accounts.models import User
from portal.demandes import rights, sharing_codes
from portal.demandes.models import Draft, SharedFilling
from portal.demandes.models.sharing import AT_MOST, TO_JOIN
from portal.demandes.workflow.deed import NotAllowed, Refused

End = SharedFilling.End
UNKNOWN = (
    "Ce code n’est pas le bon, ou n’est plus valable. Faites-le relire\u00a0; "
    "au besoin, la personne en demande un autre sur sa page."
)
NOT_YOURS = (
    "Vos habilitations ne permettent pas d’aider à remplir cette démarche. "
    "Passez l’appel au service qui la traite."
)


class UnknownCode(Refused):
    """No help waits under that code (any more)."""

    status = 400


@transaction.atomic
def offer(draft: Draft) -> SharedFilling:
    """By the person's consent: a help that one agent may join with its code, for 15 minutes.

    An earlier code is void. While somebody helps already, it is that help. Raises Refused once
    the demande is filed.
    """
    locked = Draft.objects.of_the_public().select_for_update(of=("self",)).get(pk=draft.pk)
    if locked.filed_at:
        raise Refused("Cette demande est déjà déposée.")
    earlier = locked.sharings.under_way().first()
    if earlier and earlier.joined_at:
        return earlier
    if earlier:
        end(earlier, End.RENEWED)
    Draft.objects.filter(pk=draft.pk).update(shared=True)
    draft.shared = True
    offered = _with_unused_code(draft)
    offered.save(force_insert=True)
    return offered


def _with_unused_code(draft: Draft) -> SharedFilling:
    while True:
        offered = SharedFilling(draft=draft)
        offered.code_digest = sharing_codes.digest(sharing_codes.code_of(offered.pk))
        if not SharedFilling.objects.filter(code_digest=offered.code_digest).exists():
            return offered


def join(*, typed: str, agent: User) -> SharedFilling:
    """Let the agent in who was read this code; nobody else after them.

    Raises UnknownCode, or NotAllowed when the procedure isn't theirs to fill in: the code then
    stays good for a colleague.
    """
    code, now = sharing_codes.normalise(typed), timezone.now()
    waiting = SharedFilling.objects.under_way().filter(joined_at=None, offered_at__gt=now - TO_JOIN)
    called = waiting.filter(code_digest=sharing_codes.digest(code)) if code else waiting.none()
    found = called.select_related("draft__procedure").first()
    if found is None:
        raise UnknownCode(UNKNOWN)
    if not rights.may_fill(agent, found.draft.procedure):
        raise NotAllowed(NOT_YOURS)
    # One conditional write: of two agents with the same code, the second finds nothing.
    if not waiting.filter(pk=found.pk).update(agent=agent, joined_at=now, code_digest=""):
        raise UnknownCode(UNKNOWN)
    found.agent, found.joined_at, found.code_digest = agent, now, ""
    return found


def end(sharing: SharedFilling, how: End, *, at: datetime | None = None) -> bool:
    """End the help; whether it hadn't ended already."""
    rows = SharedFilling.objects.under_way().filter(pk=sharing.pk)
    return bool(rows.update(ended_at=at or timezone.now(), ended=how, code_digest=""))


def current(draft: Draft) -> SharedFilling | None:
    """The help under way or offered, for the person; no query for a draft never shared."""
    if not draft.shared or draft.filed_at:
        return None
    sharing = draft.sharings.under_way().select_related("agent").first()
    return sharing if sharing and _goes_on(sharing, draft) else None


def held_by(agent: User, key: UUID) -> SharedFilling | None:
    """The help of this key, for the agent whose it is and as long as it goes on."""
    mine = SharedFilling.objects.under_way().of_agent(agent).with_draft()
    found = mine.filter(pk=key, draft__filed_at=None).first()
    if found is None:
        return None
    found.agent = agent  # whose rights the request has read already
    return found if _goes_on(found, found.draft) else None


def _goes_on(sharing: SharedFilling, draft: Draft) -> bool:
    """Whether it does; what time or a lost right has stopped is ended now."""
    if timezone.now() >= sharing.until:
        end(sharing, End.EXPIRED, at=sharing.until)
    elif sharing.agent and not rights.may_fill(sharing.agent, draft.procedure):
        end(sharing, End.RIGHT_LOST)
    else:
        return True
    return False


def is_locked_open(sharing: SharedFilling) -> bool:
    """Whether the help goes on, and will until the transaction's end: whoever stops it waits."""
    rows = SharedFilling.objects.under_way().select_for_update(of=("self",))
    return rows.filter(pk=sharing.pk).first() is not None


def helpers_at_filing(draft: Draft) -> list[int]:
    """End the help of a draft that is being filed; the ids of who joined it, in their order."""
    draft.sharings.under_way().update(ended_at=timezone.now(), ended=End.FILED, code_digest="")
    joined = draft.sharings.exclude(agent=None).order_by("joined_at")
    return list(dict.fromkeys(joined.values_list("agent_id", flat=True)))


def end_overdue(*, at: datetime) -> None:
    """End what time has stopped and nobody looks at any more."""
    under_way = SharedFilling.objects.under_way()
    unused = under_way.filter(joined_at=None, offered_at__lte=at - TO_JOIN)
    unused.update(ended_at=F("offered_at") + TO_JOIN, ended=End.EXPIRED, code_digest="")
    over = under_way.filter(joined_at__lte=at - AT_MOST)
    over.update(ended_at=F("joined_at") + AT_MOST, ended=End.EXPIRED)
