"""An agent files for a person who calls, visits or writes."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from portal.demandes import rights
from portal.demandes.models import Demande, Draft
from portal.demandes.states import Action
from portal.demandes.workflow import drafts, filing
from portal.demandes.workflow.deed import NotAllowed
from portal.directory.channels import Channel
from portal.directory.membership import grant, revoke
from portal.directory.models import Role
from portal.messaging.models import OutboundMessage
from portal.procedures.models import DelayUnit, Procedure, Silence
from tests.backoffice.entry.desk import SAID, Desk, browser
from tests.builders import (
    make_agent,
    make_draft,
    make_member,
    make_organisation,
    make_procedure,
    make_service,
)

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 15, 0, tzinfo=ZoneInfo("Europe/Paris"))
FILERS = [Role.ADVISER, Role.OFFICER, Role.HEAD, Role.ADMINISTRATOR]
TAX = {
    "steps": [
        {
            "key": "aide",
            "title": "L’aide",
            "fields": [
                {"key": "seul", "type": "yes_no", "label": "Vivez-vous seul ?", "required": True}
            ],
        },
        {
            "key": "conjoint",
            "title": "Votre conjoint",
            "show_if": {"match": "all", "tests": [{"field": "seul", "op": "is", "value": "non"}]},
            "fields": [
                {"key": "nom", "type": "text", "label": "Son nom", "required": True},
                {"key": "papier", "type": "files", "label": "Sa carte", "required": True},
                {"key": "courriel", "type": "email", "label": "Son e-mail", "required": True},
            ],
        },
    ]
}


@pytest.fixture(autouse=True)
def _no_second_factor(settings: Any) -> None:
    settings.MFA_REQUIRED_FOR_ADMINISTRATORS = False


def live(schema: dict[str, Any] | None = None, **fields: Any) -> Procedure:
    return make_procedure(schema, live=True, **fields)


def at_work(role: Role = Role.ADVISER, schema: Any = None, **fields: Any) -> Desk:
    procedure = live(schema, **fields)
    return Desk(make_member(procedure.service, role), procedure)


@pytest.mark.parametrize("role", FILERS)
def test_who_covers_a_service_files_for_a_caller_without_e_mail(role: Role) -> None:
    desk = at_work(role)
    assert desk.say().url == desk.at("check")
    assert desk.file().url == desk.at("filed")
    demande = desk.demande()
    assert (demande.filed_by, demande.channel) == (desk.agent, Channel.TELEPHONE)
    assert (demande.filer_name, demande.filer_phone) == ("Awa Delattre", "+33612345678")
    entry = demande.journal.get()
    assert (entry.action, entry.agent, entry.actor_kind) == (Action.FILE, desk.agent, "agent")
    assert entry.data["channel"] == "telephone"
    assert not OutboundMessage.objects.exists()


@pytest.mark.parametrize("role", [None, Role.EDITOR, Role.APPROVER, Role.TREASURER])
def test_nobody_else_files_for_a_person(role: Role | None) -> None:
    procedure = live()
    agent = make_member(procedure.service, role) if role else make_agent()
    assert browser(agent).get(reverse("entry")).status_code == 403
    draft = make_draft(procedure, agent=agent, channel=Channel.DESK)
    with pytest.raises(NotAllowed):
        filing.file(draft=draft)
    assert not Demande.objects.exists()


def test_the_catalogue_is_that_of_the_organisations_that_one_covers() -> None:
    town, county = make_organisation("Ville"), make_organisation("Département")
    roads, schools = make_service(organisation=town), make_service(organisation=town)
    near = live(service=schools)
    shared = live(service=make_service(organisation=county), shared=True)
    live(service=make_service(organisation=county))
    make_procedure(service=roads, live=False)
    agent = make_member(roads, Role.ADVISER)
    assert set(rights.procedures_to_file(agent)) == {near, shared}
    assert not rights.procedures_to_file(make_agent()).exists()


def test_a_procedure_out_of_reach_begins_nothing() -> None:
    desk = Desk(make_member(make_service(), Role.ADVISER), live())
    assert desk.started.status_code == 404
    assert not Draft.objects.exists()
    assert desk.browser.post(reverse("entry"), {"procedure": "x\x00"}).status_code == 404


def test_the_search_takes_the_persons_words_and_keeps_the_channel() -> None:
    procedure = live(title="Signaler un trou", words="nid-de-poule")
    anything = live(title="Autre demande", catch_all=True, service=procedure.service)
    agent = make_member(procedure.service, Role.ADVISER)
    page = browser(agent).get(reverse("entry"), {"q": "nid-de-poule", "canal": "letter"})
    assert page.context["found"] == [procedure, anything]
    assert page.context["channel"] == Channel.LETTER
    desk = Desk(agent, anything)
    desk.browser.post(
        reverse("entry"), {"procedure": anything.code, "q": "un arbre", "canal": "letter"}
    )
    draft = Draft.objects.latest("created_at")
    assert (draft.answers, draft.channel) == ({"quoi": "un arbre"}, Channel.LETTER)


def test_an_unknown_channel_is_the_telephone() -> None:
    procedure = live()
    desk = Desk(make_member(procedure.service, Role.ADVISER), procedure, canal="online")
    assert desk.draft
    assert desk.draft.channel == Channel.TELEPHONE


def test_a_draft_is_its_agents_alone() -> None:
    desk = at_work()
    desk.say()
    assert desk.draft
    colleague = browser(make_member(desk.draft.procedure.service, Role.HEAD))
    for name in ("form", "check", "filed", "slip"):
        assert colleague.get(desk.at(name)).status_code == 404
    assert colleague.post(desk.at("abandon")).status_code == 404
    assert colleague.get(reverse("entry")).context["drafts"] == []
    assert desk.browser.get(reverse("entry")).context["drafts"] == [desk.draft]


def test_the_publics_pages_never_open_an_agents_draft() -> None:
    desk = at_work()
    desk.say()
    assert desk.draft
    code, token = desk.draft.procedure.code, desk.draft.token
    for name in ("draft_check", "draft_filed", "draft_later"):
        assert desk.browser.get(reverse(name, args=[code, token])).status_code == 404
    for name in ("draft_here", "draft_send_link"):
        assert desk.browser.post(reverse(name, args=[code, token])).status_code == 404
    step = reverse("draft_step", args=[code, token, "lieu"])
    assert desk.browser.post(step, {"quoi": "Autre chose"}).status_code == 404


def test_the_database_knows_no_other_channel_for_the_publics_drafts() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_draft(channel=Channel.DESK)


def test_an_agent_who_loses_the_role_loses_the_draft() -> None:
    desk = at_work()
    desk.say()
    assert desk.draft
    service = desk.draft.procedure.service
    grant(
        agent=desk.agent,
        service=(elsewhere := make_service()),
        role=Role.ADVISER,
        by=make_member(elsewhere, Role.ADMINISTRATOR),
    )
    boss = make_member(service, Role.ADMINISTRATOR)
    revoke(agent=desk.agent, service=service, role=Role.ADVISER, by=boss)
    assert desk.browser.get(desk.at("form")).status_code == 404


def test_what_is_wrong_comes_back_and_what_is_right_is_kept() -> None:
    desk = at_work()
    page = desk.say(SAID | {"commune": "Nulle-Part", "identite__email": "pas une adresse"})
    assert page.status_code == 400
    assert "Nulle-Part" in page.content.decode()
    assert desk.draft
    desk.draft.refresh_from_db()
    assert desk.draft.answers == {"danger": "oui", "quoi": "Un trou profond."}
    again = desk.browser.get(desk.at("form")).content.decode()
    assert "Nulle-Part" in again
    assert "pas une adresse" in again


def test_finishing_later_keeps_everything_for_thirty_days() -> None:
    desk = at_work()
    assert desk.say({"danger": "oui"}, **{"plus-tard": "1"}).url == reverse("entry")
    assert desk.draft
    later = timezone.now() + timedelta(days=31)
    assert drafts.purge(before=later) == 1
    assert not Draft.objects.exists()


def test_abandoning_leaves_nothing_of_the_person() -> None:
    desk = at_work()
    desk.say()
    desk.browser.post(desk.at("abandon"))
    assert not Draft.objects.exists()


def test_abandoning_after_filing_does_nothing() -> None:
    desk = at_work()
    desk.say()
    desk.file()
    desk.browser.post(desk.at("abandon"))
    assert Draft.objects.filter(filed_at__isnull=False).exists()


@pytest.mark.parametrize(
    ("reach", "right"),
    [
        ({}, False),
        ({"identite__phone": "06 12 34 56 78"}, True),
        ({"identite__email": "awa@courriel.example"}, True),
        ({"identite__address": "1 rue A"}, False),
        (
            {
                "identite__address": "1 rue A",
                "identite__postal_code": "62000",
                "identite__city": "Arras",
            },
            True,
        ),
    ],
)
def test_one_way_to_reach_the_person_is_enough(reach: dict[str, str], right: bool) -> None:
    desk = at_work()
    person = {k: v for k, v in SAID.items() if k != "identite__phone"}
    assert desk.say(person | reach).status_code == (302 if right else 400)


def test_a_name_is_still_required() -> None:
    desk = at_work()
    assert desk.say(SAID | {"identite__last_name": ""}).status_code == 400


def test_a_step_that_the_answers_hide_is_neither_judged_nor_kept() -> None:
    desk = at_work(schema=TAX)
    assert desk.say({"seul": "oui", "nom": "Sam"}).url == desk.at("check")
    assert desk.draft
    desk.draft.refresh_from_db()
    assert desk.draft.answers == {"seul": "oui"}
    refused = desk.say({"seul": "non"})
    assert refused.status_code == 400
    assert set(refused.context["form"].errors) == {"nom"}


def test_neither_an_e_mail_nor_a_file_is_required_of_a_caller() -> None:
    desk = at_work(schema=TAX)
    assert desk.say({"seul": "non", "nom": "Sam"}).url == desk.at("check")
    desk.file()
    assert desk.demande().answers == {"seul": "non", "nom": "Sam"}


def test_the_page_hides_a_step_by_the_same_condition_as_the_server() -> None:
    desk = at_work(schema=TAX)
    page = desk.browser.get(desk.at("form"))
    shown = {section.key: section.show_if for section, _questions in page.context["sections"]}
    assert shown["aide"] == ""
    assert '"field": "seul"' in shown["conjoint"]


def test_a_scanned_letter_goes_with_the_demande() -> None:
    desk = at_work()
    scan = SimpleUploadedFile("lettre.txt", b"Madame, Monsieur,")
    page = desk.say(SAID, photos=scan, ajouter="1")
    assert page.url == desk.at("form")
    assert desk.draft
    held = desk.draft.files.get()
    file = desk.browser.get(desk.at("file", held.stored_id))
    assert b"".join(file.streaming_content) == b"Madame, Monsieur,"
    desk.say()
    desk.file()
    assert desk.demande().attachments.count() == 1


def test_a_file_can_be_taken_out() -> None:
    desk = at_work()
    desk.say(SAID, photos=SimpleUploadedFile("a.txt", b"Madame, Monsieur,"), ajouter="1")
    assert desk.draft
    desk.say(SAID, retirer=str(desk.draft.files.get().stored_id))
    assert not desk.draft.files.exists()


def test_filing_twice_files_once() -> None:
    desk = at_work()
    desk.say()
    seen = {"_vu": desk.browser.get(desk.at("check")).context["seen"]}
    first = desk.browser.post(desk.at("check"), seen)
    assert desk.browser.post(desk.at("check"), seen).url == first.url
    assert Demande.objects.count() == 1


def test_what_changed_in_another_tab_is_read_again_before_it_is_filed() -> None:
    desk = at_work()
    desk.say()
    page = desk.browser.post(desk.at("check"), {"_vu": "0" * 16})
    assert page.status_code == 200
    assert not Demande.objects.exists()


def test_an_incomplete_draft_goes_back_to_its_form() -> None:
    desk = at_work()
    desk.say({"danger": "oui"}, **{"plus-tard": "1"})
    assert desk.browser.get(desk.at("check")).url == desk.at("form")


def letter(desk: Desk, day: str) -> Any:
    return desk.say(**{"_venue-channel": "letter", "_venue-arrived_on": day})


@time_machine.travel(AT, tick=False)
def test_a_letter_counts_from_its_arrival() -> None:
    desk = at_work(silence=Silence.REJECT, answer_delay=10, answer_unit=DelayUnit.DAYS)
    assert letter(desk, "2026-11-02").url == desk.at("check")
    desk.file()
    demande = desk.demande()
    assert demande.received_on == demande.competent_since == date(2026, 11, 2)
    assert demande.silence_on == date(2027, 1, 2)
    assert demande.due_on == date(2026, 11, 12)
    assert demande.filed_at == AT
    assert demande.journal.get().data["received_on"] == "2026-11-02"


@time_machine.travel(AT, tick=False)
@pytest.mark.parametrize(
    ("day", "right"),
    [
        ("2026-11-24", True),
        ("2026-11-25", False),
        ("2025-11-24", True),
        ("2025-11-23", False),
        ("hier", False),
        ("", False),
    ],
)
def test_a_letter_came_within_the_year_and_not_tomorrow(day: str, right: bool) -> None:
    assert letter(at_work(), day).status_code == (302 if right else 400)


def test_a_call_has_no_earlier_day() -> None:
    desk = at_work()
    desk.say(**{"_venue-arrived_on": "2020-01-01"})
    desk.file()
    assert desk.demande().received_on == timezone.localdate()


def test_an_adviser_sees_the_envelope_only_of_the_confidential_demande_they_filed() -> None:
    desk = at_work(confidential=True)
    desk.say()
    page = desk.browser.get(desk.file().url)
    demande = desk.demande()
    assert page.status_code == 200
    for name in ("form", "check"):
        assert desk.browser.get(desk.at(name)).url == desk.at("filed")
    case = desk.browser.get(demande.get_absolute_url()).content.decode()
    assert "Un trou profond" not in case
    assert "Awa" not in case
    assert str(desk.agent) in case


def test_the_code_is_shown_for_one_hour() -> None:
    desk = at_work()
    desk.say()
    with time_machine.travel(AT, tick=False):
        desk.file()
    with time_machine.travel(AT + timedelta(minutes=59), tick=False):
        desk.browser.force_login(desk.agent, backend="portal.accounts.backends.AgentBackend")
        assert desk.browser.get(desk.at("filed")).status_code == 200
        assert desk.browser.get(desk.at("slip")).status_code == 200
    with time_machine.travel(AT + timedelta(minutes=61), tick=False):
        assert desk.browser.get(desk.at("filed")).url == desk.demande().get_absolute_url()
        assert desk.browser.get(desk.at("slip")).status_code == 404


def test_nothing_is_shown_before_filing() -> None:
    desk = at_work()
    assert desk.browser.get(desk.at("filed")).url == desk.at("form")
    assert desk.browser.get(desk.at("slip")).status_code == 404


def test_the_pages_cost_the_same_whatever_the_drafts(query_budget: Any) -> None:
    desk = at_work()
    desk.say()

    def more() -> None:
        for _ in range(25):
            make_draft(desk.draft.procedure, agent=desk.agent, channel=Channel.DESK)  # type: ignore[union-attr]  # begun

    query_budget(lambda: desk.browser.get(reverse("entry"), {"q": "danger"}), more, at_most=16)


def test_saving_and_filing_take_few_queries(django_assert_max_num_queries: Any) -> None:
    desk = at_work()
    with django_assert_max_num_queries(56):
        desk.say()
        desk.file()
