"""Verbs happen now, or at the moment that is being told."""

from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from django.utils import timezone

from portal.demandes import clock, journal
from portal.demandes.workflow import filing, handling
from portal.directory.models import Role
from tests.builders import make_draft, make_member

LAST_SPRING = datetime(2026, 4, 7, 9, 30, tzinfo=UTC)


def test_verbs_happen_now_unless_told_otherwise() -> None:
    assert abs(clock.now() - timezone.now()) < timedelta(seconds=5)
    with clock.at(LAST_SPRING):
        assert clock.now() == LAST_SPRING
        with clock.at(LAST_SPRING + timedelta(days=1)):
            assert clock.now().day == 8
        assert clock.now() == LAST_SPRING
    assert clock.now() > LAST_SPRING


def test_another_thread_stays_in_the_present() -> None:
    seen: list[datetime] = []
    with clock.at(LAST_SPRING):
        thread = Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
    assert seen[0] > LAST_SPRING


@pytest.mark.django_db
def test_a_past_told_by_the_verbs_leaves_a_valid_chain() -> None:
    with clock.at(LAST_SPRING):
        demande = filing.file(draft=make_draft())
    officer = make_member(demande.service, Role.OFFICER)
    with clock.at(LAST_SPRING + timedelta(days=2)):
        handling.take(demande, agent=officer, version=demande.version)

    assert demande.filed_at == LAST_SPRING
    assert demande.received_on == LAST_SPRING.date()
    assert [entry.at for entry in demande.journal.order_by("number")] == [
        LAST_SPRING,
        LAST_SPRING + timedelta(days=2),
    ]
    assert journal.first_broken(demande) is None
