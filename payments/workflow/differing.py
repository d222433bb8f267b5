"""A difference is looked at, then closed with what was done about it."""

from django.db import transaction
from django.utils import timezone

from payments.models import Difference
from payments.rights import Act
from payments.workflow.refusals import NotPossible, require
from portal.accounts.models import User


@transaction.atomic
def close(*, difference: Difference, agent: User, note: str) -> None:
    """The treasurer has settled it, and says how; it is kept. Raises NotAllowed, NotPossible."""
    require(agent, Act.CLOSE_DIFFERENCE, difference.regie)
    locked = Difference.objects.select_for_update(of=("self",)).get(pk=difference.pk)
    if locked.closed_at:
        raise NotPossible("Cet écart a déjà été réglé. Relisez l’explication.")
    locked.closed_by, locked.closed_at, locked.note = agent, timezone.now(), note
    locked.save(update_fields=["closed_by", "closed_at", "note"])
    difference.refresh_from_db()
