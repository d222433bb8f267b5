"""« Essayer l’aiguillage »: a sample, where it would go, and why."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.demandes.models import Demande, Draft
from portal.demandes.workflow import filing
from portal.directory.channels import Channel
from portal.directory.models import Commune, Service
from portal.directory.roles import Role
from portal.procedures.compile import current_version, schema_of
from portal.procedures.conditions import visible_keys
from portal.procedures.models import FormVersion, Procedure
from portal.procedures.routing_words import RoutingWords
from portal.procedures.trial import sample_step, try_out
from portal.procedures.trial_view import LABEL
from tests.builders import IDENTITY as PERSON
from tests.portal.procedures.factories import IDENTITY, a_procedure, a_service, an_agent
from tests.portal.procedures.test_admin import messages_of, url

pytestmark = pytest.mark.django_db
ARRAS, LENS = "62041", "62498"


def shown_if(field: str, value: str) -> dict[str, Any]:
    return {"match": "all", "tests": [{"field": field, "op": "is", "value": value}]}


FORM = {
    "steps": [
        {
            "key": "lieu",
            "title": "Où ?",
            "fields": [
                {"key": "rue", "type": "text", "label": "Rue", "required": True},
                {"key": "ville", "type": "commune", "label": "Commune", "required": True},
                {"key": "danger", "type": "yes_no", "label": "Est-ce dangereux ?"},
            ],
        },
        {
            "key": "danger",
            "title": "Le danger",
            "show_if": shown_if("danger", "oui"),
            "fields": [
                {
                    "key": "nature",
                    "type": "choice",
                    "label": "De quelle nature ?",
                    "options": [
                        {"value": "gaz", "label": "Le gaz"},
                        {"value": "eau", "label": "L’eau"},
                    ],
                },
            ],
        },
        {"key": "vous", "title": "Vous", "fields": [IDENTITY]},
    ]
}
RULES = [
    {"service": "gaz", "field_key": "nature", "field_value": "gaz"},
    {"service": "arras", "commune_codes": ARRAS},
    {"service": "bureau", "channel": "desk", "field_key": "identite", "field_value": "company"},
    {"service": "guichet", "channel": "desk"},
]


@pytest.fixture
def procedure() -> Procedure:
    for insee, name in ((ARRAS, "Arras"), (LENS, "Lens")):
        Commune.objects.create(
            insee=insee, name=name, folded=name.lower(), postal_codes=f"{insee[:2]}000"
        )
    for code in ("voirie", "gaz", "arras", "bureau", "guichet"):
        a_service(code)
    return a_procedure(form=FORM, routing_rules=RULES)


@pytest.fixture
def editor(client, procedure) -> Client:
    client.force_login(an_agent(procedure.service, Role.EDITOR))
    return client


def trial(browser: Client, procedure: Procedure, **sample: str) -> Any:
    sent = {"essai": "1", "_-channel": "online"} if sample else {}
    return browser.get(url("try_routing", procedure.pk), sent | sample)


def lines(response: Any) -> list[str]:
    return [line.text for line in response.context["lines"]]


def test_the_page_asks_only_what_the_rules_look_at_and_what_shows_it(editor, procedure):
    page = trial(editor, procedure).content.decode()
    assert "<h2>Signaler un nid-de-poule</h2>" in page
    for asked in ('name="ville"', 'name="danger"', 'name="nature"', 'name="identite"'):
        assert asked in page
    assert 'name="rue"' not in page
    assert "identite__last_name" not in page
    assert "La demande va à" not in page


def test_each_rule_says_in_words_why_it_does_not_apply(editor, procedure):
    response = trial(editor, procedure, ville="Lens", danger="oui", nature="eau")
    assert lines(response) == [
        "Règle 1 : « De quelle nature ? » = Le gaz : ne s’applique pas, car la réponse à "
        "« De quelle nature ? » est « L’eau ».",
        "Règle 2 : commune = Arras : ne s’applique pas, car la commune est Lens.",
        "Règle 3 : « Identité » = Une entreprise et canal = Guichet : ne s’applique pas, car "
        "« Identité » est sans réponse et le canal est En ligne.",
        "Règle 4 : canal = Guichet : ne s’applique pas, car le canal est En ligne.",
    ]
    page = messages_of(response)
    assert "La demande va à : Voirie" in page
    assert "Aucune règle ne s’applique : elle va au service responsable." in page


def test_the_rule_that_decides_is_named_and_those_after_it_are_not_looked_at(editor, procedure):
    response = trial(editor, procedure, ville="Arras")
    assert "La demande va à : Arras" in messages_of(response)
    assert "La règle 2 a décidé." in messages_of(response)
    assert lines(response)[1:] == [
        "Règle 2 : commune = Arras : s’applique.",
        "Règle 3 : pas regardée, la règle 2 a décidé.",
        "Règle 4 : pas regardée, la règle 2 a décidé.",
    ]


def test_an_answer_that_the_form_would_hide_does_not_count(editor, procedure):
    response = trial(editor, procedure, ville="Lens", danger="non", nature="gaz")
    assert "« De quelle nature ? » est sans réponse" in lines(response)[0]


def test_a_rule_towards_a_closed_service_says_so(editor, procedure):
    Service.objects.filter(code="arras").update(active=False)
    response = trial(editor, procedure, ville="Arras")
    assert "car le service « Arras » est fermé" in lines(response)[1]
    Service.objects.filter(code="voirie").update(active=False)
    assert "est fermé : un autre le relaie" in messages_of(trial(editor, procedure, ville="Lens"))


def test_an_installation_without_an_open_service_says_what_to_do(editor, procedure):
    Service.objects.update(active=False)
    page = messages_of(trial(editor, procedure, ville="Lens"))
    assert "Aucun service n’est en activité : créez-en un dans l’annuaire." in page


def test_a_commune_that_does_not_exist_is_said_beside_its_field(editor, procedure):
    page = messages_of(trial(editor, procedure, ville="Nullepart"))
    assert "Commune introuvable" in page
    assert "La demande va à" not in page


def test_a_rule_by_commune_of_a_form_that_asks_none_can_not_apply(editor):
    procedure = a_procedure("autre", routing_rules=[{"service": "arras", "commune_codes": ARRAS}])
    response = trial(editor, procedure, **{"_-channel": "desk"})
    assert "car le formulaire ne demande pas de commune" in lines(response)[0]


def test_many_communes_are_named_then_counted(procedure):
    codes = " ".join(f"6200{number}" for number in range(9))
    procedure = a_procedure("loin", form=FORM, routing_rules=[
        {"service": "arras", "commune_codes": f"{ARRAS} {codes}"}
    ])  # fmt: skip
    form = schema_of(procedure.steps)
    routed = try_out(procedure, procedure, answers={}, channel="online").routed
    words = RoutingWords(procedure, form, sample_step(procedure, form))
    said = words.lines(routed)[0].text
    assert said.startswith("Règle 1 : commune = Arras, 62000, 62001 ou 7 autres : ne s’applique")


def redraft(procedure: Procedure, **values: Any) -> None:
    """Saves a draft whose first rule goes elsewhere, and publishes nothing."""
    draft = procedure.latest_revision.as_object()
    first = draft.routing_rules.all()[0]
    first.field_key, first.field_value, first.channel = "", "", "telephone"
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save_revision()


def test_the_draft_is_tried_and_compared_with_what_is_published(editor, procedure):
    assert "diffèrent" not in messages_of(trial(editor, procedure, ville="Lens"))
    redraft(procedure)
    page = messages_of(trial(editor, procedure, ville="Lens", **{"_-channel": "telephone"}))
    assert "Vous essayez le brouillon" in page
    assert "La demande va à : Gaz" in page
    assert "Ce qui est publié l’envoie ailleurs : Voirie" in page
    same = messages_of(trial(editor, procedure, ville="Arras"))
    assert "Ce qui est publié l’envoie au même service" in same


def test_a_draft_that_changes_something_else_is_not_said_to_differ(editor, procedure):
    draft = procedure.latest_revision.as_object()
    draft.title = "Un autre titre"
    draft.save_revision()
    page = messages_of(trial(editor, procedure, ville="Lens"))
    assert "Vous essayez le brouillon" not in page


def test_a_draft_whose_service_is_not_chosen_yet_goes_to_the_top(editor):
    top = a_service("mairie")
    Service.objects.exclude(pk=top.pk).update(parent=top)
    unborn = a_procedure("neuve", form=FORM, live=False, service="")
    page = messages_of(trial(editor, unborn, **{"_-channel": "desk"}))
    assert "Il n’y a pas de règle et le service responsable n’est pas choisi" in page
    assert "La demande va à : Mairie" in page


def test_rules_never_published_are_tried_too(editor):
    procedure = a_procedure("neuve", form=FORM, routing_rules=RULES, live=False)
    page = messages_of(trial(editor, procedure, ville="Arras"))
    assert "n’est pas publiée" in page
    assert "La demande va à : Arras" in page


def test_a_draft_whose_form_can_not_be_used_says_what_to_mend(editor, procedure):
    redraft(procedure, steps=[{"type": "step", "value": {"title": "Vide", "key": "vide"}}])
    page = messages_of(trial(editor, procedure, ville="Lens"))
    assert "est vide : ajoutez une question" in page


def test_trying_writes_nothing(editor, procedure):
    def written() -> tuple[int, ...]:
        models = (Demande, Draft, FormVersion, type(procedure.latest_revision))
        return tuple(model._default_manager.count() for model in models)

    before = written()
    trial(editor, procedure, ville="Arras", danger="oui", nature="gaz")
    assert written() == before


def test_the_list_and_the_editing_page_lead_to_the_trial(editor, procedure):
    address = url("try_routing", procedure.pk)
    for page in (url("list"), url("edit", procedure.pk)):
        content = editor.get(page).content.decode()
        assert address in content
        assert LABEL in content


@pytest.mark.parametrize("role", [Role.EDITOR, Role.OFFICER, Role.ADVISER])
def test_nobody_tries_the_procedure_of_a_service_they_do_not_write_for(client, procedure, role):
    elsewhere = procedure.service if role == Role.ADVISER else a_service("ccas")
    client.force_login(an_agent(elsewhere, role))
    response = trial(client, procedure, ville="Lens")
    assert response.status_code == 302
    assert response.url != reverse("account_login")


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    town=st.sampled_from([ARRAS, LENS]),
    danger=st.sampled_from(["", "oui", "non"]),
    nature=st.sampled_from(["", "gaz", "eau"]),
    kind=st.sampled_from(["person", "company"]),
    channel=st.sampled_from(Channel.values),
    closed=st.sets(st.sampled_from(["voirie", "gaz", "arras", "bureau", "guichet"]), max_size=4),
)
def test_a_trial_never_disagrees_with_filing(
    procedure, town, danger, nature, kind, channel, closed
):
    Service.objects.update(active=True)
    Service.objects.filter(code__in=closed).update(active=False)
    procedure = Procedure.objects.get(pk=procedure.pk)
    decisive = {"ville": town, "danger": danger, "nature": nature}
    version = current_version(procedure)
    draft = Draft.objects.create(
        procedure=procedure,
        form_version=version,
        answers={**decisive, "rue": "Rue Neuve", "identite": {**PERSON, "kind": kind}},
    )
    filed = filing.file(draft=draft, channel=Channel(channel))
    tried = try_out(
        procedure.latest_revision.as_object(),
        procedure,
        answers={**decisive, "identite": kind},
        channel=channel,
    )
    assert tried.routed.service == filed.service
    assert ("nature" in filed.answers) == (
        bool(nature) and "nature" in visible_keys(version.form, decisive)
    )
