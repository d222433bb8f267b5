"""The report of what live procedures lack."""

import csv
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from portal.directory.models import Service
from portal.directory.roles import Role
from portal.procedures.gap_report import PANELS
from portal.procedures.gaps import Gap, examined, gaps_of
from portal.procedures.models import FormVersion, Procedure
from portal.procedures.schema import FormSchema
from portal.procedures.trial_view import edit_url
from tests.builders import make_demande
from tests.portal.procedures.factories import FORM, a_procedure, a_service, a_theme, an_agent
from tests.portal.procedures.test_admin import messages_of

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=366)
PHONE = {"channel": "telephone", "note": ""}
PHOTO = {"label": "Photo", "why": "Pour voir", "field_key": "photos"}


def complete(code: str = "nid-de-poule", **more: Any) -> Procedure:
    """A procedure that lacks nothing."""
    if not Service.objects.filter(code="voirie").exists():
        a_service()
    an_agent(email=f"{code}@ville.fr")
    full = {
        "backup_officer": f"{code}@ville.fr",
        "offers": [PHONE],
        "required_documents": [PHOTO],
        "routing_rules": [{"service": "voirie", "channel": "desk"}],
    }
    return a_procedure(code, **full | more)


def found(procedure: Procedure) -> list[Gap]:
    rows = examined(Procedure.objects.filter(pk=procedure.pk), timezone.now())
    return [gap for row in rows for gap in gaps_of(row)]


def change(procedure: Procedure, **values: Any) -> None:
    Procedure.objects.filter(pk=procedure.pk).update(**values)


def close_a_rule(procedure: Procedure) -> None:
    procedure.routing_rules.update(service=a_service("fermé", active=False))


def forget_who_asks(procedure: Procedure) -> None:
    steps = [FORM["steps"][0]]
    FormVersion.objects.filter(publications__procedure=procedure).update(schema={"steps": steps})


def grow_old(procedure: Procedure) -> None:
    Revision.objects.filter(pk=procedure.latest_revision_id).update(created_at=LONG_AGO)


UNDOING = {
    Gap.CLOSED_SERVICE: lambda p: change(p, service=a_service("fermé", active=False)),
    Gap.CLOSED_RULE: close_a_rule,
    Gap.NO_IDENTITY: forget_who_asks,
    Gap.NO_APPEAL: lambda p: change(p, appeal_route=""),
    Gap.NO_DELAY: lambda p: change(p, answer_delay=0),
    Gap.NO_REASON: lambda p: p.required_documents.update(why=""),
    Gap.NO_BACKUP: lambda p: change(p, backup_officer=None),
    Gap.NO_HUMAN: lambda p: p.offers.update(channel="letter"),
    Gap.STALE: grow_old,
    Gap.UNUSED: lambda p: change(p, first_published_at=LONG_AGO),
}


def test_a_complete_procedure_is_not_reported():
    assert found(complete()) == []


@pytest.mark.parametrize("gap", Gap)
def test_each_gap_is_found_alone(gap):
    procedure = complete()
    UNDOING[gap](procedure)
    assert found(procedure) == [gap]


def test_a_backup_officer_who_left_counts_as_none():
    procedure = complete()
    officer = procedure.backup_officer
    assert officer is not None
    officer.is_active = False
    officer.save()
    assert found(procedure) == [Gap.NO_BACKUP]


def test_what_needs_no_law_needs_neither_appeal_nor_identity():
    procedure = complete(silence="none", legal_basis="", appeal_route="")
    forget_who_asks(procedure)
    assert found(procedure) == []


def test_the_form_in_force_is_judged_not_those_before():
    procedure = complete()
    forget_who_asks(procedure)
    again = {"steps": [{**FORM["steps"][1], "title": "Vous, cette fois"}]}
    version = FormVersion.objects.freeze(FormSchema.read(again))
    procedure.publications.create(version=version)
    assert found(procedure) == []


def test_one_demande_in_the_year_is_a_use_and_an_older_one_is_not():
    demande = make_demande()
    change(demande.procedure, first_published_at=LONG_AGO)
    assert Gap.UNUSED not in found(demande.procedure)
    type(demande).objects.update(filed_at=LONG_AGO)
    assert Gap.UNUSED in found(demande.procedure)


def test_a_draft_is_not_reported():
    assert found(complete(live=False, offers=[])) == []


@pytest.fixture
def service():
    return a_service()


@pytest.fixture
def editor(client, service) -> Client:
    client.force_login(an_agent(service, Role.EDITOR))
    return client


def report(browser: Client, **asked: str) -> Any:
    return browser.get(reverse("procedure_gaps"), asked)


def test_the_report_counts_names_and_links_each_gap(editor):
    complete()
    lacking = complete("trottoir", title="Réparer un trottoir", offers=[])
    response = report(editor)
    page = messages_of(response)
    assert "1 démarche sur 2 à compléter" in page
    assert "Aucun canal où parler à quelqu’un" in page
    address = f"{edit_url(lacking)}#panel-child-documents_et_canaux-autres_canaux-section"
    assert f'href="{address}"' in response.content.decode()
    assert "nid-de-poule" not in page


def test_each_link_leads_to_a_panel_of_the_editing_page(editor):
    page = editor.get(edit_url(complete())).content.decode()
    assert set(PANELS) == set(Gap)
    missing = [
        panel for panel in PANELS.values() if f'id="panel-child-{panel}-section"' not in page
    ]
    assert missing == []


def test_the_report_shows_only_what_the_agent_may_edit(editor):
    a_service("ccas")
    complete("rsa", title="Contester le RSA", service="ccas", offers=[])
    page = messages_of(report(editor))
    assert "0 démarche sur 0 à compléter" in page
    assert "RSA" not in page


def test_the_report_is_closed_to_whoever_writes_no_procedure(client, service):
    client.force_login(an_agent(service, Role.OFFICER))
    assert report(client).status_code == 302


def test_the_report_is_filtered_by_gap_theme_and_service(editor, service):
    below = a_service("egouts", parent=service)
    a_theme("eau", "Eau")
    complete("trottoir", title="Trottoir", offers=[])
    complete("regard", title="Regard", service="egouts", theme="eau", backup_officer="")
    Procedure.objects.filter(code="regard").update(backup_officer=None)

    def titles(**asked: Any) -> list[str]:
        return [row.title for row in report(editor, **asked).context["object_list"]]

    assert titles() == ["Regard", "Trottoir"]
    assert titles(gap=Gap.NO_HUMAN) == ["Trottoir"]
    assert titles(theme=a_theme("eau").pk) == ["Regard"]
    assert titles(service=below.pk) == ["Regard"]
    assert titles(service=service.pk) == ["Regard", "Trottoir"]


def test_the_report_is_exported_with_its_gaps_in_words(editor):
    complete("trottoir", title="Trottoir", offers=[])
    response = report(editor, export="csv")
    lines = b"".join(response.streaming_content).decode().splitlines()
    rows = list(csv.DictReader(lines))
    assert [(row["Code"], row["Manque"]) for row in rows] == [
        ("trottoir", "Aucun canal où parler à quelqu’un")
    ]
    sheet = b"".join(report(editor, export="xlsx").streaming_content)
    assert sheet[:2] == b"PK"


def test_the_reports_menu_leads_there_for_whoever_may_edit(editor):
    page = editor.get("/admin/").content.decode()
    assert reverse("procedure_gaps") in page


def test_the_report_costs_as_many_queries_for_500_procedures(editor, query_budget):
    first = complete(offers=[])

    def more() -> None:
        """Copies of the row, with what hangs on it, faster than five hundred imports."""
        publication = first.publications.get()
        fields = [f for f in Procedure._meta.concrete_fields if not f.primary_key]
        values = {f.attname: getattr(first, f.attname) for f in fields}
        copies = Procedure.objects.bulk_create(
            Procedure(**values | {"code": f"p-{number}"}) for number in range(500)
        )
        type(publication).objects.bulk_create(
            type(publication)(procedure=copy, version_id=publication.version_id) for copy in copies
        )

    query_budget(lambda: report(editor), more, at_most=40)
    assert "501 démarches sur 501" in messages_of(report(editor))
    exported = report(editor, export="csv")
    assert len(b"".join(exported.streaming_content).splitlines()) == 502
