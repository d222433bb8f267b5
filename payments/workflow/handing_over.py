"""From one treasurer to the next (remise de service): the till is counted between the two."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from payments import books
from payments.models import Handover, Mandate, MandateRole, Means, Regie
from payments.rights import may_hand_over, running
from payments.workflow import days
from payments.workflow.refusals import NotAllowed, NotPossible
from portal.accounts.models import User


@transaction.atomic
def hand_over(*, regie: Regie, to: User, counted: int, agent: User, note: str = "") -> Handover:
    """End the treasurer's mandate and begin the other's at once; `counted` in minor units of cash.

    The rights of the one who leaves end at the signature: their mandate's last day is yesterday.
    Raises NotAllowed; NotPossible when the cash differs from the book and nothing is noted.
    """
    if not may_hand_over(agent, regie):
        raise NotAllowed(
            "Seuls le régisseur ou la régisseuse qui part, ou l’administration du service, "
            "peuvent remettre le service."
        )
    held = days.hold(regie)
    today = books.day_of(held, timezone.now())
    before = running().filter(regie=held, role=MandateRole.TREASURER, until=None).first()
    if before is None:
        raise NotPossible("Cette régie n’a pas de titulaire\u00a0: nommez-en un.")
    if before.agent_id == to.pk or not (to.is_active and to.is_agent):
        raise NotPossible("Le service se remet à une autre personne, dont le compte est ouvert.")
    if counted != books.held(held, Means.CASH) and not note:
        raise NotPossible(
            "Les espèces comptées ne sont pas celles du livre\u00a0: recomptez, "
            "ou notez vos réserves."
        )
    _end(before, today)
    for deputy in running().filter(regie=held, agent=to, until=None):
        _end(deputy, today)
    role = MandateRole.TREASURER
    after = Mandate.objects.create(regie=held, agent=to, role=role, since=today)
    return Handover.objects.create(regie=held, before=before, after=after, cash=counted, note=note)


def _end(mandate: Mandate, today: date) -> None:
    mandate.until = today - timedelta(days=1)
    mandate.save(update_fields=["until"])
