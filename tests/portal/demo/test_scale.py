"""A multiplied territory: each copy has a whole life of its own."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.models import User
from portal.demandes import journal, links, references
from portal.demandes.models import Demande
from portal.demandes.states import State
from portal.demandes.workflow import handling
from portal.demo.scale import filling
from portal.demo.scale.cells import Cells, Days, values
from portal.demo.scale.filling import scale
from portal.demo.scale.people import SPACE, reference_of
from portal.directory.models import Role
from portal.messaging.models import OutboundMessage
from portal.messaging.states import State as Sending
from portal.text.dates import full_date
from portal.text.french import analyse
from tests import builders

TOTAL = 60
PATTERNS = 2


@pytest.fixture
def officer(db: None) -> User:
    """Whoever answered the first of two demandes, and has not looked at the second."""
    first = builders.make_demande()
    officer = builders.make_member(first.service, Role.OFFICER)
    builders.take(first, officer)
    builders.say(first, officer, f"Bonjour {first.filer_last_name}.")
    builders.close(first, officer)
    builders.make_demande(first.procedure)
    for message in OutboundMessage.objects.all():
        message.state, message.next_try_at, message.sent_at = Sending.SENT, None, message.queued_at
        message.save()
    return officer


@pytest.fixture
def copies(officer: User) -> list[Demande]:
    patterns = list(Demande.objects.values_list("pk", flat=True))
    scale(TOTAL)
    return list(Demande.objects.exclude(pk__in=patterns))


def test_the_territory_has_as_many_demandes_as_asked_and_no_more(copies: list[Demande]) -> None:
    assert len(copies) == TOTAL - PATTERNS
    assert scale(TOTAL) == 0
    assert Demande.objects.count() == TOTAL


def test_a_second_run_adds_what_is_missing(copies: list[Demande]) -> None:
    assert scale(TOTAL + 5) == 5


def test_what_is_filed_between_two_batches_keeps_its_reference_and_its_life(
    officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next batch was drawn already: its keys and one of its references are taken now."""
    monkeypatch.setattr(filling, "BATCH", 20)
    filed: list[Demande] = []

    def meanwhile(written: int) -> None:
        if not filed:
            filed.append(builders.make_demande())
            reference = reference_of(PATTERNS + written)
            Demande.objects.filter(pk=filed[0].pk).update(reference=reference)

    assert scale(TOTAL, progress=meanwhile) == TOTAL - PATTERNS
    assert Demande.objects.count() == TOTAL + len(filed)
    whole = Demande.objects.exclude(pk=filed[0].pk)  # its journal was sealed with another reference
    assert [journal.first_broken(demande) for demande in whole] == [None] * TOTAL


def test_the_journal_of_every_copy_is_whole(copies: list[Demande]) -> None:
    assert [journal.first_broken(copy) for copy in copies] == [None] * len(copies)


def test_every_copy_can_be_found_and_followed(copies: list[Demande]) -> None:
    for copy in copies:
        assert references.is_valid(copy.reference)
        assert references.normalise_code(copy.tracking_code) == copy.tracking_code
        assert analyse(f"{copy.filer_first_name} {copy.filer_last_name}") in copy.search_text
    assert len({copy.filer_email for copy in copies}) == len(copies)
    assert set("".join(copy.tracking_code for copy in copies)) == set(references.CODE_SYMBOLS)


def test_the_link_of_a_copied_e_mail_opens_the_copy(copies: list[Demande]) -> None:
    for copy in copies:
        mail = OutboundMessage.objects.for_topic(copy.topic).earliest("pk")
        assert links.token_of(copy) in mail.text
        assert copy.reference in mail.subject
        assert mail.recipient == copy.filer_email
        assert full_date(copy.received_on) in mail.text


def test_nothing_of_a_copy_names_its_pattern(copies: list[Demande]) -> None:
    patterns = Demande.objects.exclude(pk__in=[copy.pk for copy in copies])
    for copy in copies:
        mails = OutboundMessage.objects.for_topic(copy.topic)
        told = [*(mail.text for mail in mails), *(said.body for said in copy.messages.all())]
        for pattern in patterns:
            assert pattern.reference not in "".join(told)
            assert pattern.filer_email not in str(copy.answers)


def test_a_copied_life_keeps_its_messages_reply_and_journal_together(
    copies: list[Demande],
) -> None:
    closed = [copy for copy in copies if copy.state == State.CLOSED]
    assert closed
    for copy in closed:
        named = {key: value for entry in copy.journal.all() for key, value in entry.data.items()}
        assert named["message"] == copy.messages.get().pk
        assert named["reply"] == copy.replies.get().pk
        assert copy.filer_last_name in copy.messages.get().body


def test_a_copy_was_filed_on_the_weekday_of_its_pattern(copies: list[Demande]) -> None:
    today = Demande.objects.earliest("pk").received_on
    assert {copy.received_on.weekday() for copy in copies} == {today.weekday()}
    assert len({copy.received_on for copy in copies}) > 10
    assert all(copy.due_on - copy.received_on >= timedelta(days=1) for copy in copies)


def test_agents_go_on_with_a_copy(officer: User, copies: list[Demande]) -> None:
    waiting = next(copy for copy in copies if copy.state == State.FILED)
    handling.take(waiting, agent=officer, version=waiting.version)
    assert waiting.state == State.ASSIGNED
    assert journal.first_broken(waiting) is None
    builders.make_demande(waiting.procedure)  # the keys of new rows follow


def test_nothing_is_written_where_there_is_nothing_to_copy(db: None) -> None:
    with pytest.raises(LookupError):
        scale(TOTAL)
    assert not Demande.objects.exists()


def test_a_duplicate_is_no_pattern(officer: User) -> None:
    other = builders.make_demande(Demande.objects.earliest("pk").procedure)
    builders.mark_duplicate(other, officer)
    scale(TOTAL)
    assert Demande.objects.filter(state=State.DUPLICATE).count() == 1


@given(st.integers(0, SPACE - 1), st.integers(0, SPACE - 1))
def test_two_numbers_give_two_references(one: int, other: int) -> None:
    assert references.is_valid(reference_of(one))
    assert (reference_of(one) == reference_of(other)) == (one == other)


@given(st.lists(st.none() | st.text().filter(lambda text: "\x00" not in text), min_size=1))
def test_any_text_goes_through_a_line_unchanged(row: list[str | None]) -> None:
    cells = Cells(Days(date(2026, 1, 1)), {})
    line = "\t".join(cells.cell(value) for value in row)
    assert values(line % {}) == row


def test_days_move_in_figures_and_in_words() -> None:
    days = Days(date(2026, 3, 1))
    cells = Cells(days, {"Awa": "%(first)s"})
    line = cells.cell(
        "Awa, avant le 1er\u00a0avril\u00a02026 ou le 31\u00a0février\u00a02026 ; Awax"
    )
    at = cells.cell(datetime(2026, 3, 2, 9, 30, tzinfo=UTC))
    holes = dict(days.moved(7)) | {"first": "Inès"}
    assert line % holes == (
        "Inès, avant le 25\u00a0mars\u00a02026 ou le 31\u00a0février\u00a02026 ; Awax"
    )
    assert at % holes == "2026-02-23 09:30:00"
