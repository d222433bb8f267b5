"""A demande changes procedure: what follows, what stays, what is kept."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from citizen.tracking.story import story
from portal.demandes import answers, deadlines, journal, links, receipt, rights
from portal.demandes.models import Demande, FormerFiling
from portal.demandes.states import State
from portal.demandes.tasks import issue_receipt
from portal.demandes.workflow import exchanges, filing, handling, receipts, requalifying
from portal.demandes.workflow.deed import Refused
from portal.directory.models import Role
from portal.messaging.models import OutboundMessage
from portal.procedures.models import Procedure, RoutingRule, Sector, Silence
from portal.text.dates import add_months, full_date
from tests.builders import (
    ANSWERS,
    IDENTITY,
    SCHEMA,
    ask,
    make_demande,
    make_draft,
    make_draft_file,
    make_member,
    make_organisation,
    make_procedure,
    make_service,
    make_theme,
)

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
FILED = datetime(2026, 3, 2, 10, 0, tzinfo=PARIS)
LATER = datetime(2026, 3, 23, 10, 0, tzinfo=PARIS)
# Shares the commune and the identity of SCHEMA, not the rest.
OTHER: dict[str, Any] = {
    "steps": [
        {"key": "a", "title": "Le lieu", "fields": [SCHEMA["steps"][0]["fields"][0]]},
        {
            "key": "b",
            "title": "Le dégât",
            "fields": [
                {"key": "quoi", "type": "text", "label": "Quel dégât ?", "required": True},
                {"key": "photos", "type": "files", "label": "Photos"},
            ],
        },
        SCHEMA["steps"][1],
    ]
}


def another(demande: Demande, **fields: Any) -> Procedure:
    """A procedure of the demande's service with OTHER as its form."""
    return make_procedure(OTHER, **{"service": demande.service} | fields)


def requalify(demande: Demande, procedure: Procedure) -> None:
    head = make_member(demande.service, Role.HEAD)
    requalifying.requalify(
        demande,
        procedure=procedure,
        reason="C’est une voirie.",
        agent=head,
        version=demande.version,
    )


def test_answers_that_fit_are_carried_and_all_are_kept_as_they_were_given() -> None:
    demande = make_demande()
    left, version = demande.procedure, demande.form_version
    procedure = another(demande)
    requalify(demande, procedure)
    assert (demande.procedure, demande.form_version) == (
        procedure,
        procedure.publications.get().version,
    )
    assert demande.answers == {"commune": "62041", "identite": IDENTITY}
    former = demande.former_filings.get()
    assert (former.procedure, former.form_version, former.answers) == (left, version, ANSWERS)
    [(_filing, steps)] = answers.former(demande)
    read = {row["label"]: row["value"] for _title, rows in steps for row in rows}
    assert read["Qu’avez-vous vu ?"] == "Un trou profond devant l’école."


def test_files_stay_with_the_demande() -> None:
    draft = make_draft()
    make_draft_file(draft)
    demande = filing.file(draft=draft)
    requalify(demande, another(demande))
    assert demande.attachments.get().field_key == "photos"


def test_the_journal_holds_ids_and_dates_and_the_note_says_why() -> None:
    demande = make_demande()
    left, due_on = demande.procedure_id, demande.due_on
    procedure = another(demande)
    requalify(demande, procedure)
    note = demande.notes.get()
    assert note.body == "C’est une voirie."
    assert demande.journal.last().data == {
        "former": demande.former_filings.get().pk,
        "from_procedure": left,
        "to_procedure": procedure.pk,
        "form": demande.form_version_id,
        "due_on": due_on.isoformat(),
        "silence_on": None,
        "note": note.pk,
    }
    assert journal.first_broken(demande) is None


def test_the_mail_says_what_a_silence_already_past_is_worth() -> None:
    with time_machine.travel(FILED, tick=False):
        demande = make_demande(silence=Silence.NONE)
    with time_machine.travel(FILED + timedelta(days=100), tick=False):
        requalify(demande, another(demande, silence=Silence.ACCEPT))
    text = OutboundMessage.objects.get(key__contains=":requalified:").text
    assert demande.silence_on is not None
    assert f"votre demande est acceptée depuis le\u00a0{full_date(demande.silence_on)}" in text
    assert "sera acceptée" not in text


@pytest.mark.parametrize(("was", "becomes"), [(True, False), (False, True)])
def test_it_is_as_confidential_as_the_stricter_of_both(was: bool, becomes: bool) -> None:
    demande = make_demande(confidential=was, subject_field="quoi")
    procedure = another(demande, confidential=becomes, subject_field="commune")
    adviser = make_member(demande.service, Role.ADVISER)
    requalify(demande, procedure)
    assert demande.confidential
    assert demande.subject == procedure.title
    assert not rights.may_read(adviser, demande)


def test_sector_regime_and_dates_are_the_new_ones_from_the_receipt_of_the_demande() -> None:
    with time_machine.travel(FILED, tick=False):
        demande = make_demande(silence=Silence.NONE)
    with time_machine.travel(LATER, tick=False):
        procedure = another(
            demande,
            theme=make_theme(sector=Sector.SOCIAL),
            silence=Silence.REJECT,
            silence_months=3,
            legal_basis="CASF, article L262-47",
            appeal_route="Recours préalable.",
            answer_delay=20,
            answer_unit="days",
        )
        requalify(demande, procedure)
    assert demande.received_on == demande.competent_since == FILED.date()
    assert demande.due_on == FILED.date() + timedelta(days=20)
    assert demande.silence_on == add_months(FILED.date(), 3)
    assert (demande.silence, demande.silence_months) == (Silence.REJECT, 3)
    assert (demande.legal_basis, demande.appeal_route) == (
        "CASF, article L262-47",
        "Recours préalable.",
    )
    assert demande.sector == Sector.SOCIAL


@pytest.mark.parametrize("silence", [Silence.ACCEPT, Silence.REJECT])
def test_acceptance_counts_from_the_receipt_by_the_body_that_is_now_competent(
    silence: Silence,
) -> None:
    with time_machine.travel(FILED, tick=False):
        demande = make_demande()
    county = make_service(organisation=make_organisation("Département"))
    with time_machine.travel(LATER, tick=False):
        requalify(demande, another(demande, service=county, shared=True, silence=silence))
    start = LATER.date() if silence == Silence.ACCEPT else FILED.date()
    assert demande.silence_on == add_months(start, 2)
    assert demande.competent_since == LATER.date()
    assert demande.received_on == FILED.date()


def test_documents_asked_for_go_on_counting() -> None:
    with time_machine.travel(FILED, tick=False):
        demande = make_demande()
        ask(demande, make_member(demande.service, Role.OFFICER))
    with time_machine.travel(LATER, tick=False):
        requalify(demande, another(demande, silence=Silence.ACCEPT))
    assert demande.state == State.AWAITING_CITIZEN
    assert demande.silence_on is None
    assert deadlines.legal_clock(demande).awaiting_pieces


@pytest.mark.parametrize(
    "state", [State.FILED, State.ASSIGNED, State.AWAITING_CITIZEN, State.AWAITING_PARTNER]
)
def test_in_another_service_it_is_anew_to_take_in_its_own_it_stays_in_hand(state: State) -> None:
    demande = make_demande(state=state)
    assignee = demande.assignee
    requalify(demande, another(demande))
    assert (demande.state, demande.assignee) == (state, assignee)
    there = make_service(organisation=demande.service.organisation)
    requalify(demande, another(demande, service=there))
    assert (demande.state, demande.assignee, demande.service) == (State.FILED, None, there)
    data = demande.journal.last().data
    assert data["to_service"] == there.pk


def test_the_rules_of_the_new_procedure_choose_the_service() -> None:
    demande = make_demande()
    there = make_service(organisation=demande.service.organisation)
    procedure = another(demande)
    RoutingRule.objects.create(procedure=procedure, commune_codes="62041", service=there)
    requalify(demande, procedure)
    assert demande.service == there


def test_back_to_an_organisation_counts_from_when_it_first_had_it() -> None:
    with time_machine.travel(FILED, tick=False):
        demande = make_demande(shared=True)
    home = demande.service
    away = make_service(organisation=make_organisation("Département"))
    with time_machine.travel(LATER, tick=False):
        requalify(demande, another(demande, service=away, shared=True))
        requalify(demande, another(demande, service=home, shared=True, silence=Silence.ACCEPT))
    assert demande.competent_since == FILED.date()
    head = make_member(home, Role.HEAD)
    with time_machine.travel(LATER + timedelta(days=3), tick=False):
        handling.forward(
            demande, service=away, reason="À vous.", agent=head, version=demande.version
        )
    assert demande.competent_since == LATER.date()


def test_only_a_procedure_in_force_on_the_organisations_site_and_not_its_own() -> None:
    demande = make_demande()
    elsewhere = make_service(organisation=make_organisation("Département"))
    draft, foreign = another(demande, live=False), another(demande, service=elsewhere)
    for procedure, words in (
        (demande.procedure, "déjà"),
        (draft, "n’est plus proposée"),
        (foreign, "n’est plus proposée"),
    ):
        with pytest.raises(Refused, match=words):
            requalify(demande, procedure)
    assert demande.journal.count() == 1
    assert not FormerFiling.objects.exists()


def test_what_silence_has_accepted_is_not_taken_back() -> None:
    with time_machine.travel(FILED, tick=False):
        demande = make_demande(silence=Silence.ACCEPT)
    with time_machine.travel(FILED + timedelta(days=62), tick=False):
        with pytest.raises(Refused, match="acceptée depuis le 2\u00a0mai\u00a02026"):
            requalify(demande, another(demande))
        other = make_demande(silence=Silence.ACCEPT)
        requalify(other, another(other))


def test_who_filed_stays_known_when_the_new_form_does_not_ask() -> None:
    demande = make_demande()
    requalify(demande, make_procedure({"steps": OTHER["steps"][:1]}, service=demande.service))
    assert demande.answers == {"commune": "62041"}
    assert demande.filer_email == IDENTITY["email"]
    assert "delattr" in demande.search_text


def test_a_new_receipt_is_issued_and_the_old_one_kept() -> None:
    demande = make_demande()
    issue_receipt.call(demande.pk)
    demande.refresh_from_db()
    first = demande.receipt
    assert first is not None
    requalify(demande, another(demande))
    assert demande.receipt is None
    issue_receipt.call(demande.pk)
    demande.refresh_from_db()
    assert demande.receipt not in {None, first}
    drawn = receipt.context(Demande.objects.with_service().get(pk=demande.pk))
    assert drawn["former"] == [demande.former_filings.get().procedure.title]
    assert demande.former_filings.get().receipt == first


def test_a_receipt_drawn_while_the_demande_was_requalified_is_not_kept() -> None:
    demande = make_demande()
    before = Demande.objects.with_service().get(pk=demande.pk)
    requalify(demande, another(demande))
    receipts._keep(before, receipt.draw(before))
    demande.refresh_from_db()
    assert demande.receipt is None


def test_the_person_is_told_the_procedure_the_service_and_the_dates() -> None:
    demande = make_demande()
    there = make_service("Voirie du canton", organisation=demande.service.organisation)
    procedure = another(
        demande, service=there, silence=Silence.REJECT, appeal_route="Le tribunal, sous deux mois."
    )
    requalify(demande, procedure)
    mail = OutboundMessage.objects.get(key__contains=":requalified:")
    for owed in (
        procedure.title,
        "Voirie du canton",
        full_date(demande.received_on),
        full_date(demande.due_on),
        f"Sans réponse le\u00a0{full_date(demande.silence_on)}",
        "Le tribunal, sous deux mois.",
        links.tracking_link(demande),
    ):
        assert owed in mail.text
        assert owed in mail.html


def test_the_tracking_page_tells_it_in_plain_words_and_keeps_what_was_filed(
    client: Client,
) -> None:
    demande = make_demande()
    left = demande.procedure.title
    issue_receipt.call(demande.pk)
    demande.refresh_from_db()
    requalify(demande, another(demande))
    told = [step.label for step in story(demande, list(demande.journal.order_by("number")))]
    assert "Rattachée à la démarche qui lui convient" in told
    token = links.token_of(demande)
    page = client.get(reverse("tracking_link", args=[token]), follow=True).content.decode()
    for words in (demande.procedure.title, left, "Un trou profond devant l’école."):
        assert words in page
    former = demande.former_filings.get().receipt
    assert former is not None
    kept = client.get(reverse("tracked_attachment", args=[demande.reference, former.pk]))
    assert kept.getvalue().startswith(b"%PDF-")


def test_words_written_meanwhile_refuse_it() -> None:
    demande = make_demande()
    procedure = another(demande)
    stale = Demande.objects.get(pk=demande.pk)
    head = make_member(demande.service, Role.HEAD)
    exchanges.note(demande, body="Je regarde.", agent=head, key=demande.draft_key)
    with pytest.raises(Refused, match="a changé depuis"):
        requalify(stale, procedure)
