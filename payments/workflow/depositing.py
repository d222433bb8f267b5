"""The treasurer pays in at the Treasury what the till holds, under a slip numbered without gaps."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from payments import books
from payments.models import Deposit, Means, Payment, Regie
from payments.rights import Act
from payments.workflow import days
from payments.workflow.closing import IN_THE_TILL
from payments.workflow.refusals import NotPossible, require
from portal.accounts.models import User
from portal.demandes import clock

ON_PAPER = (Means.CHEQUE, Means.CESU)  # all go at once, each named on the slip


@transaction.atomic
def deposit(
    *, regie: Regie, means: Means, agent: User, key: UUID, amount: int | None = None
) -> Deposit:
    """Pay in cash, all of it or the `amount`; or all the cheques, or all the CESU. Once per `key`.

    Raises NotAllowed; NotPossible above what is held, or for a part of what goes whole.
    """
    require(agent, Act.DEPOSIT, regie)
    held_regie = days.hold(regie)
    if found := Deposit.objects.filter(regie=regie, key=key).first():
        return found
    paid_in = _what_goes(held_regie, means, amount)
    now = clock.now()
    made = Deposit.objects.create(
        regie=held_regie,
        means=means,
        amount=paid_in,
        number=_next_number(held_regie, day := books.day_of(held_regie, now)),
        day=day,
        key=key,
        made_by=agent,
    )
    if means in ON_PAPER:
        to_pay_in(held_regie, means).update(deposit=made)
    books.deposited(made, now).save(force_insert=True)
    return made


def _what_goes(regie: Regie, means: Means, amount: int | None) -> int:
    if means not in IN_THE_TILL:
        raise NotPossible("Seuls les espèces, les chèques et les CESU se versent au Trésor.")
    held = books.held(regie, means)
    if held <= 0:
        raise NotPossible(f"Il n’y a rien à verser\u00a0: {means.label}.")
    goes = held if amount is None else amount
    if not 0 < goes <= held or (means in ON_PAPER and goes != held):
        raise NotPossible(
            "Le versement ne peut pas dépasser ce que la caisse contient, "
            "et les chèques ou les CESU partent tous ensemble. Relisez le montant."
        )
    return goes


def to_pay_in(regie: Regie, means: Means) -> QuerySet[Payment]:
    """The cheques, or the CESU, that haven't gone yet."""
    return Payment.objects.confirmed().filter(regie=regie, means=means, deposit=None)


def _next_number(regie: Regie, day: date) -> str:
    """`CANT-B2026-0001`: the régie is locked and a slip never goes, so counting leaves no gap."""
    start = f"{regie.code}-B{day.year}-"
    rank = Deposit.objects.filter(regie=regie, number__startswith=start).count() + 1
    return f"{start}{rank:04}"
