"""`load_demo`: a territory that has worked for two months, made by the real verbs."""

import re
from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings
from wagtail.models import Site

from backoffice.queues.saving import menu
from portal.accounts.models import User
from portal.demandes import journal
from portal.demandes.models import Demande, ExceptionalAccess, JournalEntry, Mention
from portal.demandes.references import display_code
from portal.demandes.states import Action, State
from portal.demandes.tasks import issue_receipt
from portal.demo import imported, invoices, loading, pages
from portal.demo.data import read
from portal.demo.fees import treasurers
from portal.demo.staff import PASSWORD, Team
from portal.directory.models import Membership, Organisation, Role, Service
from portal.messaging.models import OutboundMessage
from portal.messaging.states import State as MessageState
from portal.messaging.tasks import send
from portal.procedures.models import Procedure, Sector, Silence
from portal.procedures.publishing import refusals
from portal.procedures.routing import route
from portal.replies.models import Decision, Reply

pytestmark = pytest.mark.usefixtures("territory")
OURS = ("demandes", "directory", "procedures", "replies", "messaging", "media", "accounts", "home")


def count_everything() -> Counter[str]:
    models = (model for label in OURS for model in apps.get_app_config(label).get_models())
    return Counter({model._meta.label: model._default_manager.count() for model in models})


def test_loading_twice_changes_nothing() -> None:
    before = count_everything()
    call_command("load_demo", "--force", stdout=StringIO())
    assert count_everything() == before


def test_an_installation_that_is_no_demo_is_left_alone() -> None:
    with pytest.raises(CommandError, match="Ce n’est pas une démonstration"):
        call_command("load_demo")


def test_more_than_a_hundred_demandes_are_in_every_state() -> None:
    states = Counter(Demande.objects.values_list("state", flat=True))
    assert states.total() > 100
    assert set(states) == set(State)


def test_every_action_has_happened_somewhere() -> None:
    assert set(JournalEntry.objects.values_list("action", flat=True)) == set(Action)


def test_every_journal_is_a_valid_chain_in_the_order_of_time() -> None:
    for demande in Demande.objects.all():
        assert journal.first_broken(demande) is None
        moments = list(demande.journal.order_by("number").values_list("at", flat=True))
        assert moments == sorted(moments)
        assert moments[-1] <= timezone.now()


def test_the_past_lasts_two_months() -> None:
    oldest = Demande.objects.earliest("filed_at")
    assert timedelta(days=55) < timezone.now() - oldest.filed_at < timedelta(days=65)
    assert oldest.received_on == timezone.localdate(oldest.filed_at)


def test_some_demandes_are_late_unassigned_confidential_or_anonymous() -> None:
    demandes = Demande.objects.all()
    assert demandes.overdue(timezone.localdate()).count() >= 5
    assert demandes.unassigned().count() >= 5
    assert demandes.filter(confidential=True).count() >= 10
    assert demandes.filter(filer_email="").exists()


def test_a_demande_has_gone_from_one_organisation_to_another() -> None:
    forwards = JournalEntry.objects.filter(action=Action.FORWARD).values_list("data", flat=True)
    owner = dict(Service.objects.values_list("pk", "organisation"))
    assert any(owner[each["from_service"]] != owner[each["to_service"]] for each in forwards)


def test_an_adviser_has_opened_a_confidential_demande_with_a_reason() -> None:
    access = ExceptionalAccess.objects.get()
    assert access.demande.confidential
    assert Membership.objects.filter(agent=access.agent, role=Role.ADVISER).exists()


def test_a_head_is_named_in_a_note_and_an_officer_s_menu_holds_filters() -> None:
    bruno, nadia = (
        User.objects.get(email=f"{name}@arlencourt.example")
        for name in ("bruno.lefebvre", "nadia.ferrand")
    )
    mention = Mention.objects.of(bruno).unseen().first()
    assert mention.note.body.startswith(f"@{bruno} ")
    assert {each.name for each in menu(nadia)} == {"Nids-de-poule", "Lampadaires à prendre"}


def test_a_duplicate_says_what_the_other_one_said() -> None:
    duplicate = Demande.objects.get(state=State.DUPLICATE)
    assert duplicate.duplicate_of
    assert duplicate.subject == duplicate.duplicate_of.subject


def test_replies_are_whole_and_refusals_give_reasons() -> None:
    assert set(Reply.objects.values_list("decision", flat=True)) == set(Decision)
    for reply in Reply.objects.select_related("demande"):
        assert not re.search(r"\[[a-z-]+\]", reply.body), reply.body


def test_nothing_of_the_past_is_sent_and_all_of_it_is_in_the_outbox(mailoutbox: list[str]) -> None:
    assert mailoutbox == []
    assert OutboundMessage.objects.count() > 150
    delivered = (MessageState.SENT, *MessageState.resendable())
    assert not OutboundMessage.objects.exclude(state__in=delivered).exists()
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    assert not waiting.filter(task_path=send.module_path).exists()
    receipts = waiting.filter(task_path=issue_receipt.module_path)
    assert receipts.filter(run_after__gt=timezone.now()).count() > 80


def test_one_mail_has_failed_and_one_is_in_doubt_where_the_roads_officer_sees_them() -> None:
    missed = OutboundMessage.objects.undelivered()
    assert {mail.state for mail in missed} == set(MessageState.resendable())
    nadia = User.objects.get(email="nadia.ferrand@arlencourt.example")
    topics = {each.topic for each in Demande.objects.readable_by(nadia).filter(assignee=nadia)}
    assert {mail.topic for mail in missed} <= topics


def test_every_role_has_an_account_that_opens_with_the_password() -> None:
    assert set(Membership.objects.values_list("role", flat=True)) == set(Role)
    assert all(agent.check_password(PASSWORD) for agent in User.objects.all())
    assert User.objects.filter(hide_name=True).count() == 1


def test_forty_services_have_a_way_to_be_reached_and_ninety_five_officers() -> None:
    services = Service.objects.with_contact().with_hours()
    assert len(services) == 40
    assert all(service.contact.phone for service in services)
    officers = User.objects.filter(memberships__role=Role.OFFICER).distinct()
    assert officers.count() == 95
    assert not [each for each in services if not Team().head(each)]


def test_the_demande_to_track_waits_for_a_document_and_has_its_receipt() -> None:
    demande = loading.shown()
    assert demande is not None
    assert demande.state == State.AWAITING_CITIZEN
    assert not demande.confidential
    assert demande.receipt is not None


def test_each_organisation_has_its_site_and_its_home_page(client: Client) -> None:
    assert Site.objects.count() == Organisation.objects.count() == 4
    for name, address in pages.addresses():
        host = address.split("/")[2]
        page = client.get("/", headers={"host": host}).content.decode()
        assert name in page
        assert "Autre demande" in page


def test_the_sites_follow_the_port() -> None:
    call_command("load_demo", "--force", "--port", "8123", stdout=StringIO())
    assert all(address.endswith(":8123/") for _name, address in pages.addresses())


def test_the_guide_names_accounts_password_and_what_to_track(
    client: Client, settings: Settings
) -> None:
    assert client.get("/demonstration/").status_code == 404
    settings.DEMO = True
    page = client.get("/demonstration/").content.decode()
    demande = loading.shown()
    assert demande is not None
    told = [PASSWORD, demande.reference, display_code(demande.tracking_code)]
    letter = invoices.typed_for(imported.shown())
    assert letter["number"].startswith("CANT")  # the treasurer of the canteen sees it paid
    for word in [*told, *letter.values(), *treasurers(), *(row["email"] for row in read("agents"))]:
        assert word in page
    assert "65 autres agents" in page


def test_the_command_prints_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_demo", "--force")
    printed = capsys.readouterr().out
    assert "http://127.0.0.1:8000/gestion/" in printed
    assert PASSWORD in printed
    assert "boite-d-envoi" in printed
    assert ", code ".join([invoices.told()["amount"], invoices.told()["code"]]) in printed


def test_every_procedure_passes_the_checks_of_publication() -> None:
    live = Procedure.objects.live()
    assert live.count() == 15
    assert all(not refusals(procedure) for procedure in live)
    assert set(live.values_list("silence", flat=True)) == set(Silence)
    assert set(live.values_list("theme__sector", flat=True)) == set(Sector)


@pytest.mark.parametrize(
    ("commune", "road", "service"),
    [
        ("62999", "communale", "ville-voirie"),
        ("62999", "departementale", "dep-routes-scarpe"),
        ("62323", "inconnue", "agglo-voirie"),
        ("62041", "communale", "ville-voirie"),
    ],
)
def test_a_pothole_goes_to_whoever_keeps_the_road(commune: str, road: str, service: str) -> None:
    procedure = Procedure.objects.get(code="nid-de-poule")
    answers = {"type-de-route": road}
    found = route(procedure, commune=commune, answers=answers, channel="online")
    assert found.service.code == service
