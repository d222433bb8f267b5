"""The whole demonstration, loaded once."""

from django.db import transaction
from django.utils import timezone

from portal.demandes.models import Demande
from portal.demandes.workflow import receipts
from portal.demo import (
    counter,
    fees,
    filters,
    guides,
    home_pages,
    imported,
    invoices,
    knowledge,
    pages,
    past,
    proposals,
    referential,
    refunds,
    staff,
    state_sheets,
    stripe_keys,
    territory,
    upkeep,
)
from portal.demo.referential import Extent
from portal.demo.stories import SHOWN, key_of, more_lives, told_lives
from portal.tasks.bulk import bulk


def is_loaded() -> bool:
    return shown() is not None


def shown() -> Demande | None:
    """The demande that visitors are invited to track, once the demonstration is there."""
    return Demande.objects.filter(draft_key=key_of(SHOWN)).first()


def load(*, port: int, extent: Extent = Extent.WHOLE) -> None:
    """Write everything, or nothing; where it already is, only the sites' port may change.

    What visitors did since then stays.
    """
    if is_loaded():
        pages.move_sites(port)
        stripe_keys.switch()
        return
    lives = told_lives() + ([] if extent == Extent.TOLD else more_lives())
    with transaction.atomic(), bulk():
        territory.found()
        staff.hire()
        referential.publish(extent)
        referential.name_referents()
        referential.word_messages()
        state_sheets.link()
        pages.open_sites(port)
        home_pages.write()
        past.tell(timezone.now(), lives)
        fees.charge(timezone.now())
        counter.tell(timezone.now())
        proposals.propose()
        upkeep.tell()
        filters.keep()
        knowledge.write()
        guides.publish()
        imported.bring()
        invoices.issue_all(timezone.now())
        refunds.give_back()
        stripe_keys.switch()
    if demande := shown():
        receipts.issue(demande.pk)
