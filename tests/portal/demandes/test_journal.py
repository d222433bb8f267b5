"""The journal: a chain that shows any change, in a table that refuses it."""

import json
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from portal.demandes import journal
from portal.demandes.models import Demande, JournalEntry
from portal.demandes.states import State
from portal.demandes.workflow import exchanges
from portal.directory.models import Role
from tests.builders import ask, make_demande, make_member, say

pytestmark = pytest.mark.django_db
TRIGGER = "demandes_journal_append_only"


@pytest.fixture
def demande() -> Demande:
    return make_demande(state=State.CLOSED)


@pytest.fixture
def unguarded() -> None:
    """What somebody who owns the database could do: the trigger out of the way (undone after)."""
    table = JournalEntry._meta.db_table
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {TRIGGER}{on}")


def test_each_entry_follows_from_the_one_before(demande: Demande) -> None:
    entries = list(demande.journal.all())
    assert [entry.number for entry in entries] == [1, 2, 3]
    assert entries[0].previous_digest == ""
    assert [entry.previous_digest for entry in entries[1:]] == [e.digest for e in entries[:-1]]
    assert journal.first_broken(demande) is None


@pytest.mark.parametrize(
    "change",
    [
        {"action": "note"},
        {"at": "2020-01-01T00:00:00Z"},
        {"actor_kind": "system"},
        {"agent_id": None},
        {"from_state": "closed"},
        {"to_state": "withdrawn"},
        {"data": {"reply": 99}},
        {"previous_digest": "0" * 64},
        {"digest": "0" * 64},
        {"number": 9},
    ],
)
def test_any_change_shows(demande: Demande, unguarded: None, change: dict[str, object]) -> None:
    demande.journal.filter(number=2).update(**change)
    assert journal.first_broken(demande) == 2


@pytest.mark.parametrize("number", [1, 2, 3])
def test_an_entry_taken_out_shows_even_the_last(
    demande: Demande, unguarded: None, number: int
) -> None:
    demande.journal.filter(number=number).delete()
    assert journal.first_broken(demande) == number


def test_an_entry_added_by_hand_shows(demande: Demande) -> None:
    last = demande.journal.last()
    last.pk, last.number, last.previous_digest = None, 4, last.digest
    last.digest = journal.digest(last)
    last.save(force_insert=True)
    assert journal.first_broken(demande) == 5


def test_two_entries_never_share_a_number(demande: Demande) -> None:
    last = demande.journal.last()
    last.pk = None
    with pytest.raises(DatabaseError), transaction.atomic():
        last.save(force_insert=True)


def test_the_database_refuses_to_change_a_line(demande: Demande) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        demande.journal.filter(number=2).update(action="note")
    assert journal.first_broken(demande) is None


def test_postgresql_refuses_to_take_a_line_out_and_any_engine_keeps_the_demande(
    demande: Demande,
) -> None:
    """SQLite empties tables by DELETE, so it can't refuse: the shorter chain shows instead."""
    with pytest.raises(DatabaseError), transaction.atomic():
        demande.delete()
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            demande.journal.filter(number=2).delete()


def test_no_word_of_anyone_enters_the_journal() -> None:
    demande = make_demande()
    officer = make_member(demande.service, Role.OFFICER)
    say(demande, officer, "Parole de service")
    exchanges.hear(demande, body="Parole de personne", key=uuid4())
    ask(demande, officer, label="Papier secret", why="Motif secret")
    written = json.dumps(list(demande.journal.values_list("data", flat=True)))
    for word in ("Parole", "secret", "Delattre", "courriel", officer.email):
        assert word not in written
    assert all(
        isinstance(value, int) or str(value) in {"online"}
        for entry in demande.journal.all()
        for value in entry.data.values()
    )


def test_erasing_texts_leaves_the_chain_whole() -> None:
    demande = make_demande()
    say(demande, make_member(demande.service, Role.OFFICER))
    demande.messages.all().delete()
    Demande.objects.filter(pk=demande.pk).update(filer_last_name="", answers={}, subject="")
    demande.refresh_from_db()
    assert journal.first_broken(demande) is None
