"""« Orienter »: a subject, a place or a reference, then where to send the person."""

from datetime import time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from home.knowledge.workflow.sheets import link
from portal.demandes.models import Demande
from portal.demandes.querysets import ENVELOPE_ROLES
from portal.demandes.states import State
from portal.directory.models import Absence
from portal.directory.places import named_in
from portal.procedures.models import Procedure, Responsibility, RoutingRule
from tests.builders import (
    bring,
    make_commune,
    make_demande,
    make_member,
    make_procedure,
    make_service,
)
from tests.home.knowledge.builders import make_sheet
from tests.portal.directory.factories import make_agent
from tests.portal.directory.zones import make_zone

pytestmark = pytest.mark.django_db


class TestThePlacesOfASentence:
    @pytest.mark.parametrize(
        ("said", "zones", "communes", "rest"),
        [
            ("nid-de-poule rue des Tanneurs", ["ouest"], [], "nid de poule"),
            ("poubelles à Lens", [], ["62498"], "poubelles a"),
            ("rue de Lens", ["est"], [], ""),
            ("poubelles St-Laurent-Blangy", [], ["62753"], "poubelles"),
            ("poubelles à Imercourt", [], ["62753"], "poubelles a"),
            ("crèche Faubourg-Nord, Lens", ["est"], ["62498"], "creche"),
            ("crèche Cité 12", ["est"], [], "creche"),
            ("crèche faubourg, Lens", ["sud"], ["62498"], "creche"),
            ("rien", [], [], "rien"),
            ("", [], [], ""),
            ("?!", [], [], ""),
        ],
    )
    def test_are_found_by_name_former_name_or_street(
        self,
        said: str,
        zones: list[str],
        communes: list[str],
        rest: str,
        django_assert_max_num_queries: Any,
    ) -> None:
        make_zone("ouest", streets="Rue des Tanneurs")
        make_zone("est", name="Faubourg Nord", streets="Rue de Lens", former_names="Cité 12")
        make_zone("sud", name="Le Faubourg")
        make_commune("62498", "Lens")
        make_commune("62753", "Saint-Laurent-Blangy", former_names="Imercourt\nHervin")
        with django_assert_max_num_queries(2):
            named = named_in(said)
        assert [zone.code for zone in named.zones] == zones
        assert [commune.pk for commune in named.communes] == communes
        assert named.rest == rest


@pytest.fixture
def roads() -> Procedure:
    service = make_service("Voirie", phone="+33353010009", phone_price="Appel gratuit")
    title = "Signaler un nid-de-poule"
    found = make_procedure(title=title, service=service, words="trou\nroute", live=True)
    make_zone("ouest", name="Les Faubourgs", streets="Rue des Tanneurs")
    return found


def asked(client: Client, words: str, agent: Any = None) -> str:
    client.force_login(agent or make_agent())
    response = client.get("/gestion/orienter/", {"q": words})
    assert response.status_code == 200
    return " ".join(response.content.decode().replace("&nbsp;", " ").split())


def test_the_person_in_charge_there_is_named_with_a_direct_line(
    client: Client, roads: Procedure
) -> None:
    julie = make_agent("julie@ville.example", first_name="Julie", last_name="Petit")
    Responsibility.objects.create(
        procedure=roads, service=roads.service, agent=julie, phone="+33353010001",
        zone_codes="ouest",
    )  # fmt: skip
    page = asked(client, "trou rue des Tanneurs")
    assert "Lieu : <strong>Les Faubourgs</strong>" in page
    assert "<strong>Julie Petit</strong>" in page
    assert 'href="tel:+33353010001"' in page
    assert "julie@ville.example" in page
    elsewhere = asked(client, "trou")
    assert "Julie Petit" not in elsewhere
    assert "<strong>Voirie</strong>" in elsewhere
    assert 'href="tel:+33353010009"' in elsewhere


def test_who_stands_in_is_named_with_whom_they_replace(client: Client, roads: Procedure) -> None:
    julie = make_agent(first_name="Julie", last_name="Petit")
    marc = make_agent(first_name="Marc", last_name="Roux")
    until = timezone.localdate() + timedelta(days=3)
    Absence.objects.create(agent=julie, until=until)
    Responsibility.objects.create(
        theme=roads.theme, service=roads.service, agent=julie, stand_in=marc
    )
    page = asked(client, "nid de poule")
    assert "<strong>Marc Roux</strong>" in page
    assert "En l’absence de Julie Petit, jusqu’au" in page


def test_without_anybody_named_the_service_is_that_of_the_routing(
    client: Client, roads: Procedure
) -> None:
    agglomeration = make_service("Voirie communautaire")
    RoutingRule.objects.create(procedure=roads, zone_codes="ouest", service=agglomeration)
    assert "Voirie communautaire" in asked(client, "nid-de-poule, faubourgs")
    assert "Voirie communautaire" not in asked(client, "nid-de-poule")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Sujet, lieu ou référence"),
        ("xylophone", "Aucun sujet ne correspond"),
        ("rue des Tanneurs", "De quoi s’agit-il ?"),
        ("trou", "Aucun lieu reconnu"),
        ("<b>" * 100, "Aucun sujet ne correspond"),
    ],
)
def test_what_is_not_understood_says_what_to_type(
    client: Client, roads: Procedure, words: str, said: str
) -> None:
    page = asked(client, words)
    assert said in page
    assert "<b><b>" not in page


def test_the_page_costs_the_same_for_one_subject_as_for_many(
    client: Client, roads: Procedure, query_budget: Any
) -> None:
    agent = make_member(roads.service, "officer")
    client.force_login(agent)

    def more(many: int = 6) -> None:
        for number in range(many):
            one = make_procedure(title=f"Trou {many} {number}", live=True, theme=roads.theme)
            RoutingRule.objects.create(procedure=one, zone_codes="ouest", service=roads.service)
            Responsibility.objects.create(procedure=one, service=roads.service, zone_codes="est")

    more(1)
    query_budget(lambda: client.get("/gestion/orienter/?q=trou+faubourgs"), more, at_most=24)


def test_every_page_of_the_staff_leads_there(client: Client) -> None:
    client.force_login(make_member(make_service(), "officer"))
    assert 'href="/gestion/orienter/"' in client.get("/gestion/", follow=True).content.decode()


def test_a_service_is_found_by_the_words_of_its_name_or_former_name(client: Client) -> None:
    make_service("État civil", former_names="Bureau des naissances", phone="+33353010010")
    make_service("État des lieux", phone="+33353010011")
    for words in ("etat civil", "naissance"):
        page = asked(client, words)
        assert 'href="tel:+33353010010"' in page
        assert 'href="tel:+33353010011"' not in page
    make_service("Archives", active=False)
    assert "Aucun sujet ne correspond" in asked(client, "archives")


def test_a_whole_word_comes_before_one_that_only_begins_like_it(
    client: Client, roads: Procedure
) -> None:
    lost = make_procedure(title="Objets trouvés", live=True, service=roads.service)
    page = asked(client, "trou rue des Tanneurs")
    assert page.index(roads.title) < page.index(lost.title)


def test_a_service_comes_with_the_sheets_about_it(client: Client) -> None:
    service = make_service("État civil")
    sheet, other = make_sheet(title="Au guichet"), make_sheet(title="À côté")
    link(sheet, by=make_member(sheet.service, "editor"), name="services", target=service)
    page = asked(client, "etat civil")
    assert sheet.get_absolute_url() in page
    assert other.get_absolute_url() not in page
    assert "/gestion/fiches/proposer/?titre=etat%20civil" in page


def test_a_commune_alone_gives_the_services_of_its_territory(client: Client) -> None:
    lens = make_commune("62498", "Lens")
    make_service("Maison du département de Lens").communes.add(lens)
    make_service("Maison d’Arras")
    page = asked(client, "lens")
    assert "Maison du département de Lens" in page
    assert "Maison d’Arras" not in page


def test_each_service_comes_with_its_price_its_relay_and_whether_it_is_open(
    client: Client, roads: Procedure
) -> None:
    roads.service.organisation.relay_url = "https://relais.example/"
    roads.service.organisation.save()
    roads.service.opening_hours.create(weekday=0, opens=time(9), closes=time(17))
    with time_machine.travel("2026-11-30T10:00:00+01:00", tick=False):
        page = asked(client, "trou")
    assert "Appel gratuit" in page
    assert "https://relais.example/" in page
    assert "Ouvert" in page
    with time_machine.travel("2026-11-30T20:00:00+01:00", tick=False):
        assert "Fermé" in asked(client, "trou")


class TestAReference:
    @pytest.mark.parametrize("role", ENVELOPE_ROLES)
    def test_tells_where_it_is_and_who_has_it_to_who_may_see_it(
        self, client: Client, role: str
    ) -> None:
        officer = make_agent(first_name="Nadia", last_name="Ferrand")
        demande = make_demande(service=make_service("Voirie", phone="+33353010009"))
        demande.service.memberships.create(agent=officer, role="officer")
        bring(demande, State.ASSIGNED, officer)
        page = asked(client, demande.reference.lower(), make_member(demande.service, role))
        for said in ("En cours", "Nadia Ferrand", "+33353010009", demande.get_absolute_url()):
            assert said in page
        assert demande.filer_last_name not in page
        assert "chaussée" not in page

    def test_is_unknown_out_of_ones_services_and_when_mistyped(self, client: Client) -> None:
        demande = make_demande()
        stranger = make_member(make_service(), "adviser")
        for agent in (stranger, make_agent()):
            page = asked(client, demande.reference, agent)
            assert "Aucune demande n’a cette référence" in page
            assert demande.procedure.title not in page
        assert "Un caractère manque ou est faux" in asked(client, demande.reference[:-1], stranger)

    def test_of_a_demande_kept_elsewhere_tells_its_envelope(self, client: Client) -> None:
        demande = make_demande()
        annex = make_service(organisation=demande.service.organisation)
        keeper = make_member(annex, "adviser", first_name="Ana", last_name="Petit")
        Demande.objects.filter(pk=demande.pk).update(keeper=keeper)
        assert "Ana Petit" in asked(client, demande.reference, keeper)
