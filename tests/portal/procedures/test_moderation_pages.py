"""Proposing and deciding in Wagtail's admin, and every way round that is closed."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.directory.membership import grant
from portal.directory.roles import Role
from portal.procedures import moderation
from portal.procedures.models import Procedure, Proposal
from portal.procedures.waiting import planned_for
from tests.portal.procedures.factories import a_procedure, a_service, an_agent
from tests.portal.procedures.moderating import a_draft, change, head_of, officer_of
from tests.portal.procedures.test_admin import messages_of, posted, url

pytestmark = pytest.mark.django_db
LIST = "/admin/demarches/a-valider/"
CLOSED = [
    LIST,
    "/admin/reports/demarches/",
    "/admin/reports/workflow/",
    "/admin/reports/workflow_tasks/",
    "/admin/reports/site-history/",
    "/admin/snippets/replies/answertemplate/",
    "/admin/snippets/replies/answertemplate/add/",
    "/admin/procedures/theme/",
    "/admin/directory/service/",
    "/admin/users/",
    "/admin/workflows/list/",
    "/admin/images/",
    "/admin/documents/",
    "/admin/settings/",
]


@pytest.fixture
def service():
    return a_service()


@pytest.fixture
def officer(service):
    return officer_of(service)


@pytest.fixture
def head(service):
    return head_of(service)


@pytest.fixture
def signed():
    """`signed(agent)`: a browser where the agent is signed in."""

    def browser(agent: Any) -> Client:
        client = Client()
        client.force_login(agent)
        return client

    return browser


@pytest.fixture
def proposed(officer, head):
    procedure = a_draft()
    moderation.propose(procedure, by=officer, word="Un titre plus clair.")
    return Procedure.objects.get(pk=procedure.pk)


def online(procedure: Procedure) -> str:
    return Procedure.objects.get(pk=procedure.pk).title


@pytest.mark.parametrize("path", CLOSED)
def test_an_officer_has_nothing_else_in_the_admin(signed, officer, path):
    assert signed(officer).get(path).status_code in {302, 403, 404}


def test_an_officer_finds_the_procedures_of_their_services_only(signed, officer):
    a_service("ccas")
    a_procedure("rsa", title="Contester le RSA", service="ccas")
    orphan = Procedure.objects.create(
        code="orpheline", title="À personne", theme=a_procedure().theme, live=False
    )
    page = signed(officer).get("/admin/snippets/procedures/procedure/").content.decode()
    assert "Signaler un nid-de-poule" in page
    assert "Contester" not in page
    assert "À personne" not in page
    assert signed(officer).get(url("edit", orphan.pk)).status_code == 302
    assert "Démarches" in messages_of(signed(officer).get("/gestion/", follow=True))


def test_an_officer_writes_tries_and_previews_but_does_not_set_dates(signed, officer, service):
    procedure = a_procedure()
    browser = signed(officer)
    soon = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    data = posted(service=service, code=procedure.code, go_live_at=soon, expire_at=soon)
    assert browser.post(url("edit", procedure.pk), data).status_code == 302
    draft = Procedure.objects.get().get_latest_revision_as_object()
    assert draft.title == "Déposer un encombrant"
    assert draft.go_live_at is draft.expire_at is None
    assert browser.get(url("try_routing", procedure.pk)).status_code == 200
    assert browser.post(url("preview_on_edit", procedure.pk), data).json()["is_valid"]


def test_an_officer_s_draft_has_a_service(signed, officer):
    response = signed(officer).post(url("add"), posted())
    assert "Choisissez l’un de vos services" in messages_of(response)
    assert not Procedure.objects.exists()


def test_no_button_nor_post_publishes_for_who_may_not(signed, officer, service):
    procedure = a_draft()
    browser, old = signed(officer), procedure.revisions.order_by("pk").first()
    page = browser.get(url("edit", procedure.pk)).content.decode()
    assert 'name="action-publish"' not in page
    assert 'name="action-submit"' in page
    data = posted(service=service, code=procedure.code) | {"action-publish": "1"}
    for address in (url("edit", procedure.pk), url("revisions_revert", procedure.pk, old.pk)):
        browser.post(address, data)
    browser.post(url("unpublish", procedure.pk))
    browser.post(url("add"), data | {"code": "neuve"})
    assert online(procedure) == "Signaler un nid-de-poule"
    assert Procedure.objects.live().count() == 1


def test_who_publishes_elsewhere_does_not_publish_here(signed, service):
    other = a_service("ccas")
    agent = an_agent(service, Role.EDITOR)
    grant(agent=agent, service=other, role=Role.HEAD, by=an_agent(is_superuser=True))
    response = signed(agent).post(
        url("add"), posted(service=service) | {"action-publish": "1"}, follow=True
    )
    assert "Vous ne publiez pas pour ce service" in messages_of(response)
    assert not Procedure.objects.exists()
    signed(agent).post(url("add"), posted(service=other) | {"action-publish": "1"})
    assert Procedure.objects.live().count() == 1


def test_from_the_draft_to_the_proposal_unfinished_as_it_may_be(signed, officer, head, service):
    browser = signed(officer)
    data = posted(service=service, legal_basis="") | {"action-submit": "1"}
    response = browser.post(url("add"), data)
    procedure = Procedure.objects.get()
    assert response.url == url("propose", procedure.pk)
    assert "fondement légal" in messages_of(browser.get(response.url))
    sent = browser.post(response.url, {"word": "Je ne connais pas le texte."}, follow=True)
    assert "est proposée à la validation" in messages_of(sent)
    assert Proposal.objects.get().word == "Je ne connais pas le texte."
    again = browser.post(response.url, {"word": "Encore"})
    assert "attend déjà une décision" in messages_of(again)
    assert "Encore" in again.content.decode()
    long = browser.post(response.url, {"word": "x" * 1001})
    assert long.status_code == 200
    assert Proposal.objects.count() == 1


def test_what_waits_is_locked_and_taken_back_by_its_author_only(signed, officer, proposed, service):
    data = posted(service=service, code=proposed.code)
    browser, other = signed(officer), signed(officer_of(service))
    browser.post(url("edit", proposed.pk), data)
    assert Procedure.objects.get().latest_revision == proposed.latest_revision
    other.post(url("edit", proposed.pk), data | {"action-cancel-workflow": "1"})
    assert Procedure.objects.get().workflow_in_progress
    assert "Reprendre ma proposition" in messages_of(browser.get(url("edit", proposed.pk)))
    browser.post(url("edit", proposed.pk), data | {"action-cancel-workflow": "1"})
    assert not Procedure.objects.get().workflow_in_progress
    assert online(proposed) == "Signaler un nid-de-poule"


def test_the_head_reads_what_changes_and_approves(signed, head, proposed):
    browser = signed(head)
    page = browser.get(url("review", proposed.pk))
    said = messages_of(page)
    assert "Un titre plus clair" in said
    assert "Intitulé" in said
    assert '<span class="addition">' in page.content.decode()
    form = {"revision": proposed.latest_revision_id, "approve": "1", "comment": ""}
    done = browser.post(url("review", proposed.pk), form, follow=True)
    assert "est validée" in messages_of(done)
    assert online(proposed) == "Signaler un trou"
    assert browser.get(url("review", proposed.pk)).url == url("edit", proposed.pk)


def test_the_head_sends_back_and_the_officer_reads_why(signed, head, officer, proposed):
    browser = signed(head)
    form = {"revision": proposed.latest_revision_id, "send_back": "1", "comment": ""}
    assert "Dites ce qui est à revoir" in messages_of(
        browser.post(url("review", proposed.pk), form)
    )
    browser.post(url("review", proposed.pk), form | {"comment": "Gardez « nid-de-poule »."})
    assert "Gardez « nid-de-poule »." in messages_of(signed(officer).get(url("edit", proposed.pk)))
    assert "Gardez « nid-de-poule »." in messages_of(
        signed(officer).get(url("propose", proposed.pk))
    )


def test_a_decision_on_an_older_revision_is_refused_and_shows_the_newer(signed, head, proposed):
    newer = change(proposed, by=head, title="Autre titre")
    form = {"revision": proposed.latest_revision_id, "approve": "1", "comment": "Mon avis"}
    response = signed(head).post(url("review", proposed.pk), form)
    assert "a été modifiée pendant votre lecture" in messages_of(response)
    assert f'value="{newer.pk}"' in response.content.decode()
    assert "Mon avis" in response.content.decode()
    assert online(proposed) == "Signaler un nid-de-poule"


@pytest.mark.parametrize("revision", ["", "x", "9" * 30])
def test_a_decision_on_no_revision_decides_nothing(signed, head, proposed, revision):
    form = {"revision": revision, "approve": "1", "comment": ""}
    assert signed(head).post(url("review", proposed.pk), form).status_code == 200
    assert online(proposed) == "Signaler un nid-de-poule"


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.HEAD, Role.ADMINISTRATOR}])
def test_nobody_else_decides(signed, service, proposed, role):
    form = {"revision": proposed.latest_revision_id, "approve": "1", "comment": ""}
    for agent in (an_agent(service, role), head_of(a_service("ccas"))):
        assert signed(agent).get(url("review", proposed.pk)).status_code in {302, 403}
        assert signed(agent).post(url("review", proposed.pk), form).status_code in {302, 403}
    assert Procedure.objects.get().workflow_in_progress


def test_wagtail_s_own_ways_to_decide_are_closed(signed, head, officer, proposed, service):
    state = Proposal.objects.get()
    data = posted(service=service, code=proposed.code)
    for agent in (head, officer):
        browser = signed(agent)
        for name in ("workflow_action", "collect_workflow_action_data"):
            for action in ("approve", "reject"):
                browser.post(url(name, proposed.pk, action, state.pk), {"comment": "Oui"})
        for action in ("workflow-action", "restart-workflow", "publish"):
            named = {f"action-{action}": "1", "workflow-action-name": "approve"}
            browser.post(url("edit", proposed.pk), data | named)
    assert Proposal.objects.get().status == Proposal.STATUS_IN_PROGRESS
    assert online(proposed) == "Signaler un nid-de-poule"


def test_a_head_does_not_publish_over_a_proposal_nor_over_a_newer_draft(signed, head, proposed):
    browser, service = signed(head), proposed.service
    data = posted(service=service, code=proposed.code) | {"action-publish": "1"}
    response = browser.post(url("edit", proposed.pk), data)
    assert "attend une décision" in messages_of(response)
    page = browser.get(url("edit", proposed.pk)).content.decode()
    assert "Relire et décider" in page
    assert 'name="action-publish"' not in page

    other = a_procedure("encombrant", title="Encombrants")
    loaded = {
        "loaded_revision_id": other.latest_revision_id,
        "loaded_revision_created_at": other.latest_revision.created_at.isoformat(),
    }
    change(other, title="Plus récente")
    response = browser.post(
        url("edit", other.pk), posted(service=service, code=other.code) | data | loaded
    )
    assert "a été modifiée pendant que vous l’écriviez" in messages_of(response)
    assert online(other) == "Encombrants"


def test_a_head_publishes_over_what_was_saved_while_they_typed(signed, head, service):
    procedure = a_procedure("encombrant", title="Encombrants")
    opened = procedure.latest_revision
    loaded = {
        "loaded_revision_id": opened.pk,
        "loaded_revision_created_at": opened.created_at.isoformat(),
    }
    procedure.title = "Encombr"
    procedure.save_revision(user=head)
    sent = posted(service=service, code=procedure.code, title="Gros objets") | loaded
    signed(head).post(url("edit", procedure.pk), sent | {"action-publish": "1"})
    assert online(procedure) == "Gros objets"


def test_a_head_plans_a_publication_from_the_form(signed, head, service):
    procedure = a_procedure()
    soon = timezone.localtime(timezone.now() + timedelta(days=3)).strftime("%Y-%m-%d %H:%M")
    data = posted(service=service, code=procedure.code, go_live_at=soon)
    signed(head).post(url("edit", procedure.pk), data | {"action-publish": "1"})
    assert planned_for(head).count() == 1
    assert online(procedure) == "Signaler un nid-de-poule"
    assert "Publications prévues" in messages_of(signed(head).get(LIST))
    with pytest.raises(Exception, match="déjà prévue"):
        moderation.propose(procedure, by=head)


def test_what_waits_is_counted_where_heads_look(signed, head, proposed):
    browser = signed(head)
    assert "1 démarche attend votre validation" in messages_of(browser.get("/admin/"))
    assert "Démarches à valider" in messages_of(browser.get("/gestion/", follow=True))
    other = signed(head_of(a_service("ccas")))
    assert "attend votre validation" not in messages_of(other.get("/admin/"))
    assert "Aucune démarche n’attend" in messages_of(other.get(LIST))


def test_the_list_says_who_when_what_and_what_is_missing(signed, head, officer, service):
    draft = a_draft(title="Un trou", legal_basis="")
    moderation.propose(draft, by=officer, word="Voyez le texte.")
    said = messages_of(signed(head).get(LIST))
    for words in (str(officer), "Voyez le texte.", "Intitulé, Fondement légal", "fondement légal"):
        assert words in said


def test_the_list_costs_as_many_queries_for_many_rows(signed, head, officer, query_budget):
    def more() -> None:
        for number in range(6):
            moderation.propose(a_draft(code=f"p-{number}"), by=officer)

    moderation.propose(a_draft(), by=officer)
    browser = signed(head)
    query_budget(lambda: browser.get(LIST), more, at_most=40)


def test_the_menu_leads_there_for_whoever_publishes(signed, head, officer):
    assert reverse("procedure_moderation") == LIST
    assert LIST in signed(head).get("/admin/").content.decode()
    assert LIST not in signed(officer).get("/admin/").content.decode()
