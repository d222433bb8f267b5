"""The public pages of orientation."""

from typing import Any

import pytest
from django.test import Client

from portal.procedures.models import Procedure, RequiredDocument
from search.guides.counting import figures
from search.guides.entrances import entrances_for
from search.guides.models import Guide, Tally
from tests.builders import make_organisation, make_procedure, make_service, make_theme
from tests.home.knowledge.builders import make_partner
from tests.search.guides.factories import make_guide, outcome, question

pytestmark = pytest.mark.django_db

RSA = "j’ai perdu mon travail\nperdu mon boulot\nlicencié"
HOLE = "trou dans la route\nnid de poule"


@pytest.fixture
def procedure() -> Procedure:
    found = make_procedure(title="Demander le RSA", live=True, script="Demandez la date.")
    RequiredDocument.objects.create(procedure=found, label="Une pièce d’identité", why="Votre âge.")
    return found


@pytest.fixture
def guide(procedure: Procedure) -> Guide:
    return make_guide(
        question("age", ("25 ans ou plus", "rsa"), ("Moins de 25 ans", "jeune")),
        outcome("rsa", title="Demander le RSA", procedure=procedure.code, documents="Un RIB"),
        outcome("jeune", title="La mission locale"),
        code="revenus",
        title="J’ai perdu mes revenus",
        words=RSA,
        service=procedure.service,
    )


def text(client: Client, path: str, **sent: str) -> str:
    response = client.get(path, sent)
    assert response.status_code == 200, path
    return response.content.decode()


class TestTheEntrances:
    def test_are_listed_by_theme(self, client: Client, guide: Guide) -> None:
        make_guide(theme=make_theme(name="Eau"), title="Une fuite")
        make_guide(title="Brouillon", live=False)
        page = text(client, "/orientation/")
        assert "J’ai perdu mes revenus" in page
        assert page.index(">Eau<") < page.index("Une fuite")
        assert "Brouillon" not in page

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("jai perdu mon boulot", "revenus"),
            ("on m'a licencié", "revenus"),
            ("licensié", "revenus"),
            ("grand trou dans la rue", "trous"),
            ("NIDS DE POULES", "trous"),
            ("mariage", None),
            ("?!", None),
            ("", None),
        ],
    )
    def test_are_proposed_for_what_is_typed(
        self, guide: Guide, typed: str, meant: str | None
    ) -> None:
        make_guide(code="trous", title="Un problème dans la rue", words=HOLE)
        found = entrances_for(typed)
        assert (found[0].code if found else None) == meant

    def test_one_query_proposes_them(self, guide: Guide, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(1):
            entrances_for("jai perdu mon boulot")

    def test_are_those_of_the_site(self, guide: Guide) -> None:
        elsewhere = make_organisation()
        Guide.objects.update(shared=False)
        assert entrances_for("licencié", elsewhere) == []
        assert entrances_for("licencié", guide.service.organisation)

    def test_what_is_typed_leads_in_and_nothing_found_says_what_to_do(
        self, client: Client, guide: Guide
    ) -> None:
        assert 'href="/orientation/revenus/"' in text(client, "/orientation/", q="licencié")
        assert "Aucun guide ne parle de" in text(client, "/orientation/", q="zzz")


class TestAQuestion:
    def test_shows_its_answers_and_that_one_may_not_know(
        self, client: Client, guide: Guide
    ) -> None:
        page = text(client, "/orientation/revenus/")
        assert "Question age ?" in page
        assert 'href="/orientation/revenus/25-ans-ou-plus/"' in page
        assert 'href="/orientation/revenus/je-ne-sais-pas/"' in page

    def test_keeps_nothing_about_whoever_reads_it(self, client: Client, guide: Guide) -> None:
        response = client.get("/orientation/revenus/")
        assert response.cookies == {}

    def test_carries_the_circumstances_on(self, client: Client, guide: Guide) -> None:
        page = text(client, "/orientation/revenus/", urgent="oui", autre="x")
        assert "25-ans-ou-plus/?urgent=oui" in page
        assert "autre" not in page

    def test_of_an_old_address_says_that_the_guide_changed(
        self, client: Client, guide: Guide
    ) -> None:
        page = text(client, "/orientation/revenus/30-ans/")
        assert "Ce guide a changé" in page
        assert "Question age ?" in page

    @pytest.mark.parametrize("path", ["/orientation/absent/", "/orientation/absent/oui/"])
    def test_of_an_unknown_guide_is_not_found(self, client: Client, path: str) -> None:
        assert client.get(path).status_code == 404

    def test_of_a_draft_is_not_found(self, client: Client) -> None:
        guide = make_guide(live=False)
        assert client.get(guide.get_absolute_url()).status_code == 404


class TestAnEnd:
    def test_tells_what_with_what_and_by_which_channel(self, client: Client, guide: Guide) -> None:
        page = text(client, "/orientation/revenus/25-ans-ou-plus/")
        assert "<h1>Demander le RSA</h1>" in page
        assert "Comment faire maintenant" in page
        assert "Une pièce d’identité" in page
        assert "Un RIB" in page
        assert guide.service.name in page
        assert 'href="/orientation/revenus/"' in page  # the question before

    def test_who_does_not_know_finds_somebody(
        self, client: Client, guide: Guide, procedure: Procedure
    ) -> None:
        reception = make_service("Accueil")
        make_procedure(
            title="Autre demande", service=reception, live=True, catch_all=True, shared=True
        )
        page = text(client, "/orientation/revenus/je-ne-sais-pas/")
        assert "Parlons-en ensemble" in page
        assert "Accueil" in page

    def test_a_procedure_that_closed_is_left_out_and_the_service_stays(
        self, client: Client, guide: Guide, procedure: Procedure
    ) -> None:
        address = procedure.get_absolute_url()
        assert address in text(client, "/orientation/revenus/25-ans-ou-plus/")
        Procedure.objects.update(live=False)
        page = text(client, "/orientation/revenus/25-ans-ou-plus/")
        assert address not in page
        assert guide.service.name in page

    def test_a_partner_is_told_without_what_is_kept_for_agents(self, client: Client) -> None:
        partner = make_partner(name="Mission locale", phone="+33353010104", staff_line="Poste 12")
        make_guide(outcome("fin", text="", partner=partner.slug), code="partenaire")
        page = text(client, "/orientation/partenaire/")
        assert "tel:+33353010104" in page
        assert "Poste 12" not in page

    def test_another_guide_goes_on(self, client: Client, guide: Guide) -> None:
        make_guide(
            question("debut", ("Argent", "@revenus"), ("Autre", "fin")), outcome("fin"), code="tout"
        )
        page = text(client, "/orientation/tout/argent/moins-de-25-ans/")
        assert "La mission locale" in page

    def test_circumstances_that_mean_nothing_are_left_out(
        self, client: Client, guide: Guide
    ) -> None:
        text(client, "/orientation/revenus/25-ans-ou-plus/", urgent="peut-être", aisance="\x00")


class TestWhatIsCounted:
    def test_each_step_by_day_the_public_and_agents_apart(
        self, client: Client, guide: Guide
    ) -> None:
        for path in ("", "", "25-ans-ou-plus/", "je-ne-sais-pas/"):
            client.get(f"/orientation/revenus/{path}")
        rows = {row.title: row for row in figures(guide)}
        assert rows["Question age ?"].seen == {False: 2, True: 0}
        assert rows["Question age ?"].answers == {"25 ans ou plus": 1, "Je ne sais pas": 1}
        assert rows["Question age ?"].left == 0
        assert rows["Demander le RSA"].public == 1

    def test_who_goes_no_further_has_left(self, client: Client, guide: Guide) -> None:
        for path in ("", "", "", "25-ans-ou-plus/"):
            client.get(f"/orientation/revenus/{path}")
        (asked, *_) = figures(guide)
        assert (asked.left, asked.share_left) == (2, 67)

    def test_neither_a_browser_that_looks_ahead_nor_a_head_counts(
        self, client: Client, guide: Guide
    ) -> None:
        client.head("/orientation/revenus/")
        client.get("/orientation/revenus/", headers={"Sec-Purpose": "prefetch"})
        assert not Tally.objects.exists()

    def test_a_new_version_begins_again(self, client: Client, guide: Guide) -> None:
        client.get("/orientation/revenus/")
        guide.nodes = make_guide(live=False).nodes
        guide.save_revision().publish()
        assert [row.public for row in figures(guide)] == [0, 0, 0, 0]
        assert Tally.objects.count() == 1


def test_pages_ask_the_same_number_of_queries_whatever_the_guides(
    client: Client, guide: Guide, query_budget: Any
) -> None:
    def more() -> None:
        for _ in range(5):
            make_guide(theme=guide.theme, service=guide.service)

    query_budget(lambda: client.get("/orientation/?q=licencié"), more, at_most=8)
