"""Rules by zone and by theme: the point, the address, the quartier chosen; the theme's rules."""

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.directory.models import Service, Zone
from portal.directory.roles import Role
from portal.procedures import exchange
from portal.procedures.description import export
from portal.procedures.field_types import type_of
from portal.procedures.field_types.listed import NONE
from portal.procedures.forms import step_form
from portal.procedures.models import Procedure, Theme, ThemeRule
from portal.procedures.routing import route, route_filed
from portal.procedures.schema import Field, FormSchema, Step
from tests.builders import make_commune
from tests.portal.directory.zones import EAST, NOWHERE, WEST, make_zone
from tests.portal.procedures.factories import (
    IDENTITY,
    a_procedure,
    a_service,
    a_theme,
    an_agent,
    described,
)
from tests.portal.procedures.test_admin import messages_of, url

pytestmark = pytest.mark.django_db
FORM = {
    "steps": [
        {
            "key": "lieu",
            "title": "Où ?",
            "fields": [
                {"key": "commune", "type": "commune", "label": "Commune"},
                {"key": "adresse", "type": "address", "label": "Adresse"},
                {"key": "quartier", "type": "zone", "label": "Quartier"},
            ],
        },
        {"key": "vous", "title": "Vous", "fields": [IDENTITY]},
    ]
}
# As the form builder's question about a place will be; whatever its type knows, this is its answer.
WITH_PLACE = FormSchema(
    (
        Step(
            "lieu",
            "Où ?",
            fields=(Field("point", "place", "Le lieu"), *FormSchema.read(FORM).fields()),
        ),
    )
)
RULES = [{"service": "ouest", "zone_codes": "ouest"}, {"service": "est", "zone_codes": "est nord"}]
TANNEURS = {"street": "12 rue des Tanneurs", "postal_code": "62000", "city": "Arras"}


def place(point: tuple[float, float] | None, label: str = "") -> dict[str, Any]:
    if point is None:
        return {"label": label}
    return {"lat": point[0], "lon": point[1], "label": label}


@pytest.fixture
def procedure() -> Procedure:
    for code in ("voirie", "ouest", "est", "communaute"):
        a_service(code)
    make_zone("ouest", streets="Rue des Tanneurs")
    make_zone("est", streets="Rue de la Gare")
    make_zone("nord")
    return a_procedure(form=FORM, routing_rules=RULES)


def sent(procedure: Procedure, **answers: Any) -> str:
    fresh = Procedure.objects.get(pk=procedure.pk)
    commune = answers.get("commune") or ""
    routed = route(fresh, form=WITH_PLACE, commune=commune, answers=answers, channel="online")
    return routed.service.code


class TestTheZone:
    def test_is_that_of_the_point(self, procedure: Procedure) -> None:
        assert sent(procedure, point=place(WEST)) == "ouest"
        assert sent(procedure, point=place(EAST)) == "est"
        assert sent(procedure, point=place(NOWHERE)) == "voirie"

    @pytest.mark.parametrize(
        "answer",
        [
            place(None),
            place(None, "Devant l’école"),
            {"lat": None, "lon": None, "label": ""},
            {"lat": 50.29, "label": ""},
            {"lat": "50.29", "lon": "2.76", "label": ""},
            {"lat": True, "lon": True, "label": ""},
            {"lat": float("nan"), "lon": float("inf"), "label": ""},
            {},
            None,
            "50.29, 2.76",
            [50.29, 2.76],
        ],
    )
    def test_is_not_known_without_a_point(self, procedure: Procedure, answer: Any) -> None:
        assert sent(procedure, point=answer) == "voirie"

    def test_else_is_that_of_the_street(self, procedure: Procedure) -> None:
        assert sent(procedure, adresse=TANNEURS) == "ouest"
        assert sent(procedure, adresse=TANNEURS | {"postal_code": "59000"}) == "voirie"
        assert sent(procedure, adresse=TANNEURS | {"city": "Lille"}) == "voirie"
        assert sent(procedure, adresse=TANNEURS | {"city": ""}) == "voirie"
        assert sent(procedure, adresse=TANNEURS | {"city": ""}, commune="62041") == "ouest"

    def test_is_that_of_the_street_said_with_a_place_in_a_known_commune(
        self, procedure: Procedure
    ) -> None:
        said = place(None, "rue des Tanneurs, devant le 12")
        assert sent(procedure, point=said, commune="62041") == "ouest"
        assert sent(procedure, point=said) == "voirie"

    def test_else_is_the_one_chosen(self, procedure: Procedure) -> None:
        assert sent(procedure, quartier="nord") == "est"
        assert sent(procedure, quartier=NONE) == "voirie"

    def test_is_told_by_the_surest_answer(self, procedure: Procedure) -> None:
        assert sent(procedure, point=place(EAST), adresse=TANNEURS, quartier="ouest") == "est"
        assert sent(procedure, point=place(NOWHERE), adresse=TANNEURS, quartier="est") == "ouest"

    def test_may_be_far_larger_than_a_quartier(self, procedure: Procedure) -> None:
        make_zone("canton", kind=Zone.Kind.CANTON)
        wide = a_procedure("large", form=FORM, routing_rules=[
            {"service": "communaute", "zone_codes": "canton"}
        ])  # fmt: skip
        assert sent(wide, point=place(EAST)) == sent(wide, point=place(WEST)) == "communaute"

    def test_that_is_deleted_matches_nothing_and_loses_no_demande(
        self, procedure: Procedure
    ) -> None:
        Zone.objects.all().delete()
        assert sent(procedure, point=place(WEST)) == "voirie"


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    answer=st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=6),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["lat", "lon", "label", "street", "city"]), inner)
        ),
        max_leaves=6,
    )
)
def test_whatever_was_answered_the_demande_goes_somewhere(procedure, answer) -> None:
    assert sent(procedure, point=answer, adresse=answer, quartier=answer)


class TestTheTheme:
    @pytest.fixture
    def routed_theme(self, procedure: Procedure) -> Theme:
        theme = procedure.theme
        theme.rules.add(
            ThemeRule(zone_codes="est nord", service=Service.objects.get(code="communaute"))
        )
        theme.save()
        return theme

    def test_has_rules_that_come_after_those_of_the_procedure(
        self, procedure: Procedure, routed_theme: Theme
    ) -> None:
        plain = a_procedure("autre", form=FORM)
        assert sent(procedure, point=place(EAST)) == "est"
        assert sent(plain, point=place(EAST)) == "communaute"
        assert sent(plain, point=place(WEST)) == "voirie"

    def test_is_passed_over_when_its_service_is_closed(self, routed_theme: Theme) -> None:
        Service.objects.filter(code="communaute").update(active=False)
        assert sent(a_procedure("autre", form=FORM), point=place(EAST)) == "voirie"

    def test_knows_whether_it_has_rules(self, routed_theme: Theme) -> None:
        assert Theme.objects.get(pk=routed_theme.pk).has_rules
        routed_theme.rules.clear()
        routed_theme.save()
        assert not Theme.objects.get(pk=routed_theme.pk).has_rules

    def test_decides_of_another_demande_when_the_person_chose_it(self, routed_theme: Theme) -> None:
        form = FormSchema((*WITH_PLACE.steps, Step("s", "S", fields=(Field("t", "theme", "T"),))))
        exchange.load({"themes": [{"name": "Autre", "slug": "autre", "sector": "general"}]})
        other = a_procedure("autre", form=FORM, catch_all=True, shared=True, theme="autre")

        def goes(**answers: Any) -> str:
            answers |= {"point": place(EAST)}
            return route(other, form=form, answers=answers, channel="online").service.code

        assert goes(t=routed_theme.slug) == "communaute"
        assert goes() == goes(t=NONE) == goes(t="inconnu") == "voirie"


class TestTheQueries:
    def test_are_none_more_without_such_rules(
        self, procedure: Procedure, django_assert_num_queries: Any
    ) -> None:
        plain = a_procedure("simple", form=FORM)
        plain = Procedure.objects.select_related("theme", "service").get(pk=plain.pk)
        with django_assert_num_queries(1):  # the procedure's own rules
            route(plain, form=WITH_PLACE, answers={"point": place(WEST)}, channel="online")

    def test_are_few_however_many_rules_look_at_zones(
        self, procedure: Procedure, django_assert_max_num_queries: Any
    ) -> None:
        many = a_procedure("long", form=FORM, routing_rules=[RULES[1]] * 20)
        many = Procedure.objects.select_related("theme", "service").get(pk=many.pk)
        answers = {"point": place(NOWHERE), "adresse": TANNEURS, "quartier": "ouest"}
        with django_assert_max_num_queries(3):
            route(many, form=WITH_PLACE, answers=answers, channel="online")


class TestTheQuartierQuestion:
    STEP = Step("s", "S", fields=(Field("q", "zone", "Quartier", required=True),))

    def test_offers_those_of_the_commune_answered_before(self) -> None:
        make_zone("ouest")
        make_zone("canton", kind=Zone.Kind.CANTON)
        make_commune("62498", "Lens")
        make_zone("cite", commune="62498", name="Cité 12")
        page = str(step_form(self.STEP, answers={"commune": "62498"})["q"])
        assert "Cité 12" in page
        assert "Ouest" not in page
        everything = str(step_form(self.STEP, answers={})["q"])
        assert '<optgroup label="Lens">' in everything
        assert "Ouest" in everything
        assert "Canton" not in everything

    @pytest.mark.parametrize(
        ("sent_value", "kept"), [("ouest", "ouest"), (NONE, NONE), ("", None), ("canton", None)]
    )
    def test_keeps_what_is_offered_and_can_always_be_answered(
        self, sent_value: str, kept: str | None
    ) -> None:
        make_zone("ouest")
        form = step_form(self.STEP, answers={}, data={"q": sent_value})
        assert form.is_valid() is bool(kept)
        assert form.answers.get("q") == kept

    def test_is_shown_by_its_name(self) -> None:
        make_zone("ouest", name="Les Faubourgs")
        kind = type_of(self.STEP.fields[0])
        shown = [kind.display(answer) for answer in ("ouest", NONE, "disparu")]
        assert shown == ["Les Faubourgs", "Aucun, ou je ne sais pas", "disparu"]


class TestTrying:
    @pytest.fixture
    def editor(self, client: Client, procedure: Procedure) -> Client:
        client.force_login(an_agent(procedure.service, Role.EDITOR))
        return client

    def trial(self, editor: Client, procedure: Procedure, **sample: str) -> Any:
        sample = {"essai": "1", "_-channel": "online"} | sample
        return editor.get(url("try_routing", procedure.pk), sample)

    @pytest.mark.parametrize(
        ("sample", "why"),
        [
            ({}, "ni le lieu, ni l’adresse, ni une réponse ne donne de quartier"),
            ({"quartier": "nord"}, "le quartier choisi est Nord"),
            (
                {
                    "adresse__street": "3 rue de la Gare",
                    "adresse__postal_code": "62000",
                    "adresse__city": "Arras",
                },
                "l’adresse est dans Est",
            ),
        ],
    )
    def test_says_what_told_the_quartier(
        self, editor: Client, procedure: Procedure, sample: dict[str, str], why: str
    ) -> None:
        lines = self.trial(editor, procedure, **sample).context["lines"]
        assert lines[0].text == f"Règle 1 : quartier = Ouest : ne s’applique pas, car {why}."

    def test_names_the_rules_of_the_theme(self, editor: Client, procedure: Procedure) -> None:
        service = Service.objects.get(code="communaute")
        ThemeRule.objects.create(theme=procedure.theme, channel="online", service=service)
        procedure.theme.save()
        response = self.trial(editor, procedure)
        assert response.context["lines"][2].text == (
            "Règle 1 du thème : canal = En ligne : s’applique."
        )
        assert "La règle 1 du thème a décidé." in messages_of(response)
        reached = self.trial(editor, procedure, quartier="ouest").context["lines"]
        assert reached[2].text == "Règle 1 du thème : pas regardée, la règle 1 a décidé."

    def test_says_that_the_form_asks_no_place(self, editor: Client, procedure: Procedure) -> None:
        bare = a_procedure("nue", routing_rules=[RULES[0]])
        lines = self.trial(editor, bare).context["lines"]
        assert "le formulaire ne demande ni lieu, ni adresse, ni quartier" in lines[0].text


class TestReferential:
    def test_rules_by_zone_and_by_theme_go_and_come_back(self, procedure: Procedure) -> None:
        service = Service.objects.get(code="est")
        ThemeRule.objects.create(theme=procedure.theme, zone_codes="nord", service=service)
        procedure.theme.save()
        told = json.loads(json.dumps(export()))
        assert told["procedures"][0]["routing_rules"][1]["zone_codes"] == "est nord"
        assert told["themes"][0]["rules"] == [
            {"commune_codes": "", "zone_codes": "nord", "channel": "", "service": "est"}
        ]
        assert exchange.load(told).unchanged == [procedure.code]
        procedure.theme.rules.all().delete()
        exchange.load(told)
        assert Theme.objects.get().has_rules
        assert export() == told

    def test_a_rule_towards_a_zone_that_does_not_exist_is_not_published(
        self, procedure: Procedure
    ) -> None:
        rules = [{"service": "est", "zone_codes": "est sud"}]
        with pytest.raises(exchange.ImportRefused, match="qui n’existent plus : sud"):
            exchange.load({"procedures": [described("neuve", routing_rules=rules)]})
        theme = {"slug": "rue", "rules": rules}
        with pytest.raises(exchange.ImportRefused, match="Créez d’abord ces quartiers : sud"):
            exchange.load({"themes": [theme]})

    def test_an_editor_ticks_zones_and_sees_those_that_are_gone(
        self, client: Client, procedure: Procedure
    ) -> None:
        client.force_login(an_agent(procedure.service, Role.HEAD))
        Zone.objects.filter(code="nord").delete()
        page = client.get(url("edit", procedure.pk)).content.decode()
        assert "Ouest (quartier, Ville)" in page
        assert "nord (n’existe plus)" in page


def test_a_superuser_writes_the_rules_of_a_theme_in_the_admin(client: Client) -> None:
    theme, service = a_theme(), a_service()
    make_zone("ouest")
    client.force_login(an_agent(is_superuser=True, email="chef@ville.fr"))
    address = f"/admin/procedures/theme/edit/{theme.pk}/"
    assert "Règles d’aiguillage, dans l’ordre" in client.get(address).content.decode()
    typed = {
        "name": theme.name, "slug": theme.slug, "sector": theme.sector, "order": 1, "summary": "",
        "rules-TOTAL_FORMS": 1, "rules-INITIAL_FORMS": 0, "rules-0-ORDER": 1, "rules-0-id": "",
        "rules-0-zone_codes": ["ouest"], "rules-0-service": service.pk,
        "rules-0-commune_codes": "", "rules-0-channel": "",
    }  # fmt: skip
    client.post(address, typed)
    rule = ThemeRule.objects.get()
    assert (rule.zone_codes, rule.service) == ("ouest", service)
    assert Theme.objects.get(pk=theme.pk).has_rules


def test_filing_and_trying_look_at_the_same_form(procedure: Procedure) -> None:
    form = FormSchema.read(FORM)
    answers = {"quartier": "nord", "adresse": {"street": "", "postal_code": "", "city": ""}}
    assert route_filed(procedure, form, answers=answers, channel="desk").service.code == "est"
