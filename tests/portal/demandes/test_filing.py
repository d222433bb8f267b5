"""Filing: a draft becomes one demande, with all that belongs to it or nothing at all."""

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from portal.demandes import filers
from portal.demandes.completeness import Incomplete
from portal.demandes.models import Demande, Draft, DraftFile
from portal.demandes.references import is_valid
from portal.demandes.states import OPEN, State
from portal.demandes.workflow import filing
from portal.directory.channels import Channel
from portal.media.models import StoredFile
from portal.messaging.models import OutboundMessage
from portal.procedures.models import DelayUnit, RoutingRule, Sector, Silence
from tests.builders import (
    ANSWERS,
    IDENTITY,
    make_commune,
    make_demande,
    make_draft,
    make_draft_file,
    make_organisation,
    make_procedure,
    make_service,
    make_theme,
)

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)  # 23:30 in Paris


def tasks() -> list[str]:
    """What workers have to do, in order."""
    return list(DBTaskResult.objects.order_by("enqueued_at").values_list("task_path", flat=True))


def test_a_filed_draft_becomes_a_demande_that_stands_by_itself() -> None:
    procedure = make_procedure(
        theme=make_theme(sector=Sector.SOCIAL),
        confidential=True,
        silence=Silence.REJECT,
        silence_months=3,
        legal_basis="CASF",
        appeal_route="Le tribunal.",
    )
    with time_machine.travel(AT, tick=False):
        demande = filing.file(draft=make_draft(procedure), channel=Channel.DESK)
    assert is_valid(demande.reference)
    assert (demande.state, demande.assignee, demande.version) == (State.FILED, None, 1)
    assert (demande.service, demande.channel) == (procedure.service, Channel.DESK)
    assert (demande.sector, demande.confidential) == (Sector.SOCIAL, True)
    assert (demande.silence, demande.silence_months) == (Silence.REJECT, 3)
    assert (demande.legal_basis, demande.appeal_route) == ("CASF", "Le tribunal.")
    assert demande.filed_at == AT
    assert demande.received_on == demande.competent_since == date(2026, 11, 24)
    assert demande.silence_on == date(2027, 2, 24)
    assert demande.due_on == date(2026, 12, 8)
    assert demande.answers == ANSWERS
    assert demande.commune == make_commune()
    assert demande.form == procedure.publications.get().version.schema


def test_the_day_of_receipt_is_that_of_the_organisation() -> None:
    noumea = make_organisation(time_zone="Pacific/Noumea", territory="FR-NC")
    service = make_service(organisation=noumea)
    with time_machine.travel(AT, tick=False):
        demande = make_demande(service=service, answer_delay=7, answer_unit=DelayUnit.DAYS)
    assert demande.received_on == date(2026, 11, 25)
    assert demande.due_on == date(2026, 12, 2)


def test_the_filer_is_copied_from_the_identity() -> None:
    demande = make_demande()
    assert demande.filer_name == "Awa Delattre"
    assert demande.filer_email == IDENTITY["email"]
    assert demande.filer_phone == "+33612345678"
    assert demande.filer_address == "12 rue des Lilas, 62000 Arras"
    assert demande.filer_kind == Demande.Kind.PERSON


def test_a_company_is_known_by_its_siret_and_whoever_writes_for_it() -> None:
    identity = {
        "kind": "company",
        "siret": "73282932000074",
        "first_name": "Luc",
        "last_name": "Petit",
    }
    demande = make_demande(answers=ANSWERS | {"identite": identity})
    assert (demande.filer_kind, demande.filer_registration) == ("company", "73282932000074")
    assert demande.filer_name == "Luc Petit"


def test_no_identity_gives_an_anonymous_filer_who_is_sent_nothing() -> None:
    schema = {
        "steps": [
            {
                "key": "a",
                "title": "Quoi",
                "fields": [{"key": "quoi", "type": "text", "label": "Quoi"}],
            }
        ]
    }
    demande = make_demande(make_procedure(schema), answers={"quoi": "Un trou."})
    assert demande.filer_name == "Anonyme"
    assert demande.commune is None
    assert not OutboundMessage.objects.exists()


def test_an_overlong_answer_fits_its_column() -> None:
    demande = make_demande(answers=ANSWERS | {"identite": IDENTITY | {"address": "x" * 400}})
    assert len(demande.filer_address) == 300


@pytest.mark.parametrize(
    ("confidential", "answer", "subject"),
    [
        (False, "Un trou\n devant  l’école", "Un trou devant l’école"),
        (False, "a" * 150, "A" + "a" * 98 + "…"),
        (False, "avenue de la Gare", "Avenue de la Gare"),
        (False, "   ", "Titre"),
        (True, "Un trou", "Titre"),
    ],
)
def test_the_subject_is_the_answer_unless_confidential(
    confidential: bool, answer: str, subject: str
) -> None:
    procedure = make_procedure(title="Titre", subject_field="quoi", confidential=confidential)
    assert filers.subject_of(procedure, {"quoi": answer}) == subject


def test_answers_to_hidden_questions_are_dropped_with_their_files() -> None:
    hidden = {"match": "all", "tests": [{"field": "danger", "op": "is", "value": "oui"}]}
    schema = make_procedure().publications.get().version.schema
    schema["steps"][0]["fields"][3]["show_if"] = hidden
    draft = make_draft(make_procedure(schema), answers=ANSWERS | {"danger": "non", "intrus": "x"})
    file = make_draft_file(draft)
    demande = filing.file(draft=draft)
    assert set(demande.answers) == {"commune", "danger", "identite"}
    assert not demande.attachments.exists()
    later = datetime.now(UTC) + timedelta(days=1)
    assert list(StoredFile.objects.orphans(later)) == [file.stored]


def test_files_move_to_the_demande_and_the_draft_is_emptied() -> None:
    draft = make_draft(email="awa@courriel.example")
    file = make_draft_file(draft)
    demande = filing.file(draft=draft)
    attachment = demande.attachments.get()
    assert (attachment.stored, attachment.field_key) == (file.stored, "photos")
    draft.refresh_from_db()
    assert (draft.answers, draft.email, draft.filed_at) == ({}, "", demande.filed_at)
    assert not DraftFile.objects.exists()


@pytest.mark.parametrize(
    ("answers", "missing"),
    [
        ({}, ["commune", "danger", "identite"]),
        (ANSWERS | {"quoi": ""}, ["quoi"]),
        (ANSWERS | {"identite": {"kind": ""}}, ["identite"]),
    ],
)
def test_an_incomplete_draft_names_where_to_go_back(
    answers: dict[str, Any], missing: list[str]
) -> None:
    draft = make_draft(answers=answers)
    with pytest.raises(Incomplete) as refusal:
        filing.file(draft=draft)
    assert [field.key for _step, field in refusal.value.missing] == missing
    assert all(step.key for step, _field in refusal.value.missing)
    assert not Demande.objects.exists()


def test_a_required_file_must_have_come() -> None:
    schema = make_procedure().publications.get().version.schema
    schema["steps"][0]["fields"][3]["required"] = True
    draft = make_draft(make_procedure(schema))
    with pytest.raises(Incomplete, match="Photos"):
        filing.file(draft=draft)
    make_draft_file(draft)
    assert filing.file(draft=draft).attachments.count() == 1


def test_the_routing_rules_decide_of_the_service() -> None:
    procedure = make_procedure()
    other = make_service()
    RoutingRule.objects.create(procedure=procedure, commune_codes="62041", service=other)
    assert make_demande(procedure).service == other


def test_filing_a_draft_again_gives_back_its_demande() -> None:
    draft = make_draft()
    first = filing.file(draft=draft)
    assert filing.file(draft=draft) == first
    assert Demande.objects.count() == OutboundMessage.objects.count() == 1
    assert first.journal.count() == 1


def test_a_crash_after_filing_leaves_the_draft_as_it_was() -> None:
    draft = make_draft()
    make_draft_file(draft)
    before = tasks()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        raise ZeroDivisionError(filing.file(draft=draft))
    draft.refresh_from_db()
    assert draft.filed_at is None
    assert draft.answers == ANSWERS
    assert draft.files.count() == 1
    assert not Demande.objects.exists()
    assert not OutboundMessage.objects.exists()
    assert tasks() == before


def test_filing_asks_for_the_receipt_and_the_e_mail_in_the_same_transaction() -> None:
    draft = make_draft()
    before = tasks()
    demande = filing.file(draft=draft)
    new = tasks()[len(before) :]
    assert new == ["portal.messaging.tasks.send", "portal.demandes.tasks.issue_receipt"]
    assert OutboundMessage.objects.get().topic == demande.topic


def test_filing_takes_few_queries_whatever_the_form() -> None:
    draft = make_draft()
    for _ in range(5):
        make_draft_file(draft)
    with CaptureQueriesContext(connection) as queries:
        filing.file(draft=draft)
    assert len(queries) <= 23, "\n".join(query["sql"][:150] for query in queries)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_posts_at_once_file_once() -> None:
    draft = make_draft()
    start, filed = threading.Barrier(4), []

    def post() -> None:
        start.wait()
        try:
            filed.append(filing.file(draft=Draft.objects.get(pk=draft.pk)).pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=post) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(filed) == 4
    assert len(set(filed)) == 1
    assert Demande.objects.count() == OutboundMessage.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "lost"},
        {"state": State.ASSIGNED},
        {"state": State.ANSWERED},
        {"state": State.CLOSED},
        {"state": State.WITHDRAWN},
        {"state": State.DUPLICATE, "closed_at": AT},
        {"closed_at": AT},
    ],
)
def test_the_database_refuses_what_makes_no_sense(wrong: dict[str, Any]) -> None:
    demande = make_demande()
    with pytest.raises(IntegrityError), transaction.atomic():
        Demande.objects.filter(pk=demande.pk).update(**wrong)


def test_the_database_refuses_a_duplicate_of_itself_and_two_demandes_of_one_draft() -> None:
    demande, other = make_demande(), make_demande()
    with pytest.raises(IntegrityError), transaction.atomic():
        Demande.objects.filter(pk=demande.pk).update(
            state=State.DUPLICATE, closed_at=AT, duplicate_of=demande
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Demande.objects.filter(pk=demande.pk).update(draft_key=other.draft_key)
    with pytest.raises(IntegrityError), transaction.atomic():
        Demande.objects.filter(pk=demande.pk).update(duplicate_of=other)


def test_lists_use_the_trades_words() -> None:
    late = make_demande(answer_delay=1, answer_unit=DelayUnit.DAYS)
    waiting = make_demande(state=State.AWAITING_CITIZEN, answer_delay=1, answer_unit=DelayUnit.DAYS)
    taken, closed = make_demande(state=State.ASSIGNED), make_demande(state=State.CLOSED)
    rows = Demande.objects
    assert set(rows.open()) == {late, waiting, taken}
    assert set(rows.over()) == {closed}
    assert set(rows.assigned_to(taken.assignee)) == {taken}
    assert set(rows.unassigned()) == {late, waiting}
    assert set(rows.awaiting_citizen()) == {waiting}
    assert set(rows.overdue(late.due_on)) == set()
    assert set(rows.overdue(late.due_on + timedelta(days=1))) == {late}
    assert rows.open().by_due_date().last() == taken
    assert {row.state for row in rows.open()} <= OPEN
