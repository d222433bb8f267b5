"""From a demande: the sheets about it, those that served, the answers worth keeping."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from backoffice.knowledge.models import Served
from home.knowledge.models import Day, KeptAnswer, KnowledgePage
from home.knowledge.workflow import sheets as workflow
from portal.demandes.models import Demande
from portal.demandes.states import State
from portal.directory.models import Role
from tests import builders
from tests.builders import make_demande, make_member, make_procedure, make_service
from tests.home.knowledge.builders import make_editor, make_sheet, values

pytestmark = pytest.mark.django_db


def signed(agent) -> Client:
    client = Client()
    client.force_login(agent)
    return client


def tied_to(demande: Demande) -> KnowledgePage:
    sheet = make_sheet(title="Comment répondre")
    by = make_editor(sheet.service)
    workflow.link(sheet, by=by, name="procedures", target=demande.procedure)
    return sheet


class TestItsSheets:
    @pytest.fixture
    def demande(self) -> Demande:
        return make_demande(state=State.ASSIGNED)

    def test_are_one_click_away(self, demande) -> None:
        sheet = tied_to(demande)
        page = signed(demande.assignee).get(demande.get_absolute_url()).content.decode()
        assert sheet.get_absolute_url() in page

    def test_are_one_click_away_while_orienting(self, demande) -> None:
        sheet = tied_to(demande)
        Demande.objects.first().procedure.save()
        found = signed(demande.assignee).get("/gestion/orienter/", {"q": "répondre"})
        assert sheet.get_absolute_url() in found.content.decode()

    def test_serve_each_demande_once_and_nobody_is_named(self, demande) -> None:
        sheet, client = tied_to(demande), signed(demande.assignee)
        url = reverse("sheet_served", args=[demande.reference, sheet.slug])
        for _ in range(2):
            assert client.post(url).status_code == 302
        assert Day.objects.get().answered == 1
        assert {field.name for field in Served._meta.fields} == {"id", "sheet", "demande"}
        page = client.get(demande.get_absolute_url()).content.decode()
        assert "A servi à répondre" in page
        assert url not in page

    def test_are_not_said_to_serve_by_who_does_not_read_the_demande(self) -> None:
        demande = make_demande(confidential=True)
        sheet = tied_to(demande)
        adviser = make_member(demande.service, Role.ADVISER)
        client = signed(adviser)
        assert sheet.title in client.get(demande.get_absolute_url()).content.decode()
        url = reverse("sheet_served", args=[demande.reference, sheet.slug])
        assert client.post(url).status_code == 403
        assert not Served.objects.exists()


class TestAGoodAnswer:
    @pytest.fixture
    def demande(self) -> Demande:
        demande = make_demande(state=State.ASSIGNED)
        body = "Bonjour Madame Delattre, appelez le 06 12 34 56 78. Le trou sera bouché lundi."
        builders.say(demande, demande.assignee, body)
        return demande

    def url(self, demande: Demande, key: str = "") -> str:
        url = reverse("answer_keep", args=[demande.reference])
        return f"{url}?de={key}" if key else url

    def key(self, demande: Demande) -> str:
        return f"m{demande.messages.exclude(agent=None).get().pk}"

    def test_is_proposed_without_the_person(self, demande) -> None:
        client = signed(demande.assignee)
        page = client.get(self.url(demande)).content.decode()
        assert f"?de={self.key(demande)}" in page
        page = client.get(self.url(demande, self.key(demande))).content.decode()
        form = page.partition("<textarea")[2]
        assert "Le trou sera bouché lundi." in form
        assert "Delattre" not in form
        assert "06 12" not in form

    def test_is_kept_once_and_tells_nothing_of_whom(self, demande) -> None:
        client = signed(demande.assignee)
        form = {"act": str(uuid4()), "title": "Trous", "text": "Le trou est bouché en 3 jours."}
        for _ in range(2):
            client.post(self.url(demande, self.key(demande)), form)
        kept = KeptAnswer.objects.get()
        assert kept.service == demande.procedure.service
        everything = " ".join(str(value) for value in vars(kept).values())
        for secret in (demande.reference, "Delattre", str(demande.filer_email)):
            assert secret not in everything
        editor = signed(make_editor(kept.service))
        page = editor.get(reverse("kept_answer", args=[kept.pk])).content.decode()
        assert f"?reponse={kept.pk}" in page
        start = editor.get(f"{reverse('knowledge_new')}?reponse={kept.pk}").content.decode()
        assert "Le trou est bouché en 3 jours." in start

    @pytest.mark.parametrize(
        "text",
        ["Awa viendra.", "Chez DELATTRE.", "06.12.34.56.78", "awa.delattre@courriel.example",
         "au 12, rue des Lilas", "", " "],
    )  # fmt: skip
    def test_that_still_names_the_person_is_refused(self, demande, text) -> None:
        form = {"act": str(uuid4()), "title": "Trous", "text": text}
        response = signed(demande.assignee).post(self.url(demande, self.key(demande)), form)
        assert response.status_code == 400
        assert not KeptAnswer.objects.exists()

    @pytest.mark.parametrize(
        ("phone", "text"),
        [("+687261234", "Je vous rappelle au 26 12 34."), ("+262262123456", "0262 12 34 56")],
    )
    def test_nor_the_number_of_a_person_overseas(self, demande, phone, text) -> None:
        Demande.objects.update(filer_phone=phone)
        form = {"act": str(uuid4()), "title": "Trous", "text": text}
        response = signed(demande.assignee).post(self.url(demande, self.key(demande)), form)
        assert response.status_code == 400

    def test_nor_does_its_title(self, demande) -> None:
        form = {"act": str(uuid4()), "title": "Mme Delattre", "text": "Lundi."}
        response = signed(demande.assignee).post(self.url(demande, self.key(demande)), form)
        assert response.status_code == 400

    @pytest.mark.parametrize("where", ["the demande", "its procedure"])
    def test_of_a_confidential_demande_is_never_kept(self, where) -> None:
        procedure = make_procedure(confidential=True)
        demande = make_demande(procedure, state=State.ASSIGNED)
        agent = demande.assignee
        if where == "its procedure":
            Demande.objects.update(confidential=False)
        client = signed(agent)
        assert "Garder une bonne" not in client.get(demande.get_absolute_url()).content.decode()
        assert client.get(self.url(demande)).status_code == 403
        form = {"act": str(uuid4()), "title": "Trous", "text": "Lundi."}
        assert client.post(self.url(demande, "m1"), form).status_code == 403

    def test_is_out_of_sight_of_who_does_not_read_the_demande(self, demande) -> None:
        other = make_member(make_service(), Role.OFFICER)
        assert signed(other).get(self.url(demande)).status_code == 404

    def test_is_dropped_by_those_who_write(self, demande) -> None:
        client = signed(demande.assignee)
        form = {"act": str(uuid4()), "title": "Trous", "text": "Lundi."}
        client.post(self.url(demande, self.key(demande)), form)
        kept = KeptAnswer.objects.get()
        url = reverse("kept_answer", args=[kept.pk])
        assert signed(make_editor(make_service())).post(url).status_code == 404
        editor = signed(make_editor(kept.service))
        for _click in range(2):
            assert editor.post(url).status_code == 302
        assert editor.get(url).status_code == 404

    def test_a_second_click_finds_the_sheet_made_from_it_by_the_first(self, demande) -> None:
        form = {"act": str(uuid4()), "title": "Trous", "text": "Bouché en 3 jours."}
        signed(demande.assignee).post(self.url(demande, self.key(demande)), form)
        kept = KeptAnswer.objects.get()
        path = f"{reverse('knowledge_new')}?reponse={kept.pk}"
        sent = values(kept.service) | {"act": str(uuid4()), "kept_by": ""}
        client = signed(make_editor(kept.service))
        for _click in range(2):
            response = client.post(path, sent | {"service": kept.service_id})
            assert response.url == KnowledgePage.objects.get().get_absolute_url()

    def test_a_procedure_that_no_service_has_any_more_says_so(self, demande) -> None:
        type(demande.procedure).objects.update(live=False, service=None)
        form = {"act": str(uuid4()), "title": "Trous", "text": "Bouché en 3 jours."}
        response = signed(demande.assignee).post(self.url(demande, self.key(demande)), form)
        assert response.status_code == 400
        assert not KeptAnswer.objects.exists()
