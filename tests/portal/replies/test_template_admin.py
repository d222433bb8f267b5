"""Writing answer templates in Wagtail's admin: drafts, variables checked, rights by procedure."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.directory.membership import grant
from portal.directory.models import Role, Service
from portal.procedures.models import Procedure
from portal.replies.models import AnswerTemplate
from tests.builders import make_agent, make_procedure, make_service

pytestmark = pytest.mark.django_db


def url(name: str, *args: object) -> str:
    return reverse(f"wagtailsnippets_replies_answertemplate:{name}", args=args)


def signed_in(service: Service, role: Role) -> Client:
    agent = make_agent()
    grant(agent=agent, service=service, role=role, by=make_agent(is_superuser=True))
    return client_of(agent)


def client_of(agent: User) -> Client:
    client = Client()
    client.force_login(agent, backend="portal.accounts.backends.AgentBackend")
    return client


def posted(procedure: Procedure | None, **more: str) -> dict[str, str]:
    data = {"title": "Accord", "decision": "favourable", "body": "Bonjour {{ prenom }}."}
    return data | {"procedure": str(procedure.pk) if procedure else ""} | more


def test_an_editor_drafts_and_a_head_publishes() -> None:
    procedure = make_procedure()
    editor = signed_in(procedure.service, Role.EDITOR)
    editor.post(url("add"), posted(procedure))
    template = AnswerTemplate.objects.get()
    assert (template.live, template.revisions.count()) == (False, 1)
    publish = {"action-publish": "1"}
    assert editor.post(url("edit", template.pk), posted(procedure, **publish)).status_code != 200
    template.refresh_from_db()
    assert not template.live


def test_an_administrator_publishes() -> None:
    procedure = make_procedure()
    client = signed_in(procedure.service, Role.ADMINISTRATOR)
    client.post(url("add"), posted(procedure, **{"action-publish": "1"}))
    assert AnswerTemplate.objects.get().live


def test_templates_of_services_out_of_reach_can_neither_be_listed_nor_opened() -> None:
    theirs = AnswerTemplate.objects.create(title="Ailleurs", body="…", procedure=make_procedure())
    shared = AnswerTemplate.objects.create(title="Partout", body="…")
    mine = make_procedure()
    own = AnswerTemplate.objects.create(title="Ici", body="…", procedure=mine)
    client = signed_in(mine.service, Role.ADMINISTRATOR)
    listed = client.get(url("list")).content.decode()
    assert "Ici" in listed
    assert "Ailleurs" not in listed
    assert "Partout" not in listed
    assert client.get(url("edit", own.pk)).status_code == 200
    for template in (theirs, shared):
        for name in ("edit", "delete", "history", "usage"):
            assert client.get(url(name, template.pk)).status_code != 200, name


@pytest.mark.parametrize("elsewhere", [True, False])
def test_a_template_is_written_for_a_procedure_in_reach(elsewhere: bool) -> None:
    client = signed_in(make_service(), Role.ADMINISTRATOR)
    answer = client.post(url("add"), posted(make_procedure() if elsewhere else None))
    assert answer.status_code == 200
    assert not AnswerTemplate.objects.exists()


def test_a_superuser_writes_for_every_procedure() -> None:
    client_of(make_agent(is_superuser=True)).post(url("add"), posted(None))
    assert AnswerTemplate.objects.get().procedure is None


def test_a_variable_that_does_not_exist_is_refused_with_its_name() -> None:
    procedure = make_procedure()
    client = signed_in(procedure.service, Role.ADMINISTRATOR)
    page = client.post(url("add"), posted(procedure, body="Bonjour {{ prenon }}"))
    assert "«\u00a0{{ prenon }}\u00a0» n’existe pas" in page.content.decode()
    assert not AnswerTemplate.objects.exists()


def test_the_form_lists_the_variables() -> None:
    procedure = make_procedure()
    page = signed_in(procedure.service, Role.ADMINISTRATOR).get(url("add")).content.decode()
    assert "<code>{{ date_depot }}</code> (la date de dépôt)" in page


def test_an_officer_without_a_writers_role_gets_nowhere() -> None:
    assert signed_in(make_service(), Role.OFFICER).get(url("list")).status_code != 200


@pytest.mark.parametrize("model", ["replies/answertemplate", "procedures/procedure"])
def test_no_chooser_lists_what_other_services_write(model: str) -> None:
    AnswerTemplate.objects.create(title="Ailleurs", body="…", procedure=make_procedure())
    client = signed_in(make_procedure().service, Role.EDITOR)
    for path in ("", "results/", "create/", "chosen/1/", "chosen-multiple/"):
        assert client.get(f"/admin/snippets/choose/{model}/{path}").status_code == 404


def test_the_form_offers_the_procedures_in_reach_only() -> None:
    elsewhere, mine = make_procedure(), make_procedure()
    page = signed_in(mine.service, Role.EDITOR).get(url("add")).content.decode()
    assert f'<option value="{mine.pk}"' in page
    assert f'<option value="{elsewhere.pk}"' not in page


@pytest.mark.parametrize("pk", ["²", "99999999999999999999", "-1"])
def test_an_address_that_names_no_row_is_not_found(pk: str) -> None:
    client = signed_in(make_procedure().service, Role.EDITOR)
    assert client.get(f"/admin/snippets/replies/answertemplate/edit/{pk}/").status_code == 404


def test_the_deletion_of_several_names_none_that_is_out_of_reach() -> None:
    theirs = AnswerTemplate.objects.create(title="Ailleurs", body="…", procedure=make_procedure())
    mine = make_procedure()
    own = AnswerTemplate.objects.create(title="Ici", body="…", procedure=mine)
    client = signed_in(mine.service, Role.ADMINISTRATOR)
    address = reverse("wagtail_bulk_action", args=["replies", "answertemplate", "delete"])
    several = f"{address}?id={theirs.pk}&id={own.pk}&next=/admin/"
    asked = client.get(several).content.decode()
    assert "Ici" in asked
    assert "Ailleurs" not in asked
    client.post(several)
    assert list(AnswerTemplate.objects.all()) == [theirs]
