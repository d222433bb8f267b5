"""Writing procedures in Wagtail's admin: the form builder, drafts, previews, rights by service."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import (
    inline_formset,
    nested_form_data,
    rich_text,
    streamfield,
)

from portal.directory.models import Service
from portal.directory.roles import Role
from portal.procedures.catch_all import ensure_catch_all
from portal.procedures.compile import current_version, schema_of
from portal.procedures.models import FormVersion, Procedure
from portal.procedures.schema import Calculation, Operand
from tests.portal.procedures.factories import a_procedure, a_service, a_theme, an_agent, asked

pytestmark = pytest.mark.django_db
ALWAYS = {"match": "all", "tests": streamfield([])}


def condition(field: str, value: str = "oui") -> dict[str, Any]:
    """A condition as the admin posts it: list blocks are posted as streams of items."""
    return {
        "match": "all",
        "tests": streamfield([("item", {"field": field, "op": "is", "value": value})]),
    }


def question(kind: str, label: str, **more: Any) -> tuple[str, dict[str, Any]]:
    base = {"label": label, "help": "", "required": "on", "key": "", "show_if": ALWAYS}
    return kind, base | more


def step(title: str, *questions: Any, **more: Any) -> tuple[str, dict[str, Any]]:
    base = {"title": title, "help": "", "key": "", "show_if": ALWAYS}
    return "step", base | {"fields": streamfield(questions)} | more


IDENTITY = question("identity", "Identité")


def posted(*steps: Any, service: Service | None = None, **more: Any) -> dict[str, str]:
    """What the browser sends for a whole procedure."""
    data = {
        "title": "Déposer un encombrant",
        "code": "encombrant",
        "theme": a_theme().pk,
        "summary": "Un meuble à jeter",
        "description": rich_text("<p>Bonjour</p>"),
        "audience": "",
        "cost": "Gratuit",
        "emergency": "",
        "words": "canapé",
        "service": service.pk if service else "",
        "backup_officer": "",
        "script": "",
        "acknowledge_days": 7,
        "answer_delay": 30,
        "answer_unit": "working_days",
        "silence": "reject",
        "silence_months": 2,
        "legal_basis": "CRPA, L231-4",
        "appeal_route": "Tribunal administratif, deux mois.",
        "subject_field": "",
        "for_whom": "own",
        "retention_months": 24,
        "archive_months": 36,
        "steps": streamfield(steps or [step("Vous", IDENTITY)]),
        "required_documents": inline_formset([]),
        "offers": inline_formset([]),
        "routing_rules": inline_formset([]),
    }
    return nested_form_data(data | more)


def url(name: str, *args: Any) -> str:
    return reverse(f"wagtailsnippets_procedures_procedure:{name}", args=args)


@pytest.fixture
def service():
    return a_service()


@pytest.fixture
def signed_in(client):
    """A browser in which an agent with this role in this service is signed in."""

    def sign_in(role: str, service: Service) -> Client:
        agent = an_agent(service, role)
        client.force_login(agent)
        return client

    return sign_in


@pytest.fixture
def head(signed_in, service):
    # A head's membership opens no group in Wagtail: an administrator's does.
    return signed_in(Role.ADMINISTRATOR, service)


def messages_of(response: Any) -> str:
    text = response.content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_a_form_built_by_hand_is_published_and_frozen(head, service):
    heavy = condition("Est-il lourd ?")
    options = [
        ("item", {"label": "Un meuble", "value": ""}),
        ("item", {"label": "Autre", "value": "x"}),
    ]
    data = posted(
        step(
            "L’objet",
            question("yes_no", "Est-il lourd ?"),
            question("number", "Son poids en kilos", min="1", max="500", show_if=heavy),
            question("choice", "Sa nature", options=streamfield(options)),
        ),
        step("Vous", IDENTITY),
        service=service,
    )  # fmt: skip
    response = head.post(url("add"), data | {"action-publish": "1"}, follow=True)
    procedure = Procedure.objects.get()
    assert procedure.live, messages_of(response)
    form = current_version(procedure).form
    assert [field.key for field in form.fields()] == [
        "est-il-lourd", "son-poids-en-kilos", "sa-nature", "identite",
    ]  # fmt: skip
    weight = asked(form, "son-poids-en-kilos")
    assert (weight.min, weight.max) == (1, 500)
    assert weight.show_if is not None
    assert weight.show_if.tests[0].field == "est-il-lourd"
    assert [option.value for option in asked(form, "sa-nature").options] == ["un-meuble", "x"]


def test_amounts_groups_and_calculations_are_built_by_hand(head, service):
    rent = question("amount", "Loyer", currency="EUR", min="", max="1 500,50", prefill="on")
    row = {"label": "Revenu", "help": "", "required": "on", "key": "", "currency": "EUR"}
    income = ("amount", row | {"min": "", "max": ""})
    group = question(
        "group", "Le foyer", row_label="Personne", min="", max="8", fields=streamfield([income])
    )
    terms = [("item", {"field": "Le foyer", "column": "Revenu", "value": ""})]
    terms += [("item", {"field": "", "column": "", "value": "12,50"})]
    calculation = {"operation": "sum", "operands": streamfield(terms)}
    total = question("computed", "Total", currency="EUR", calculation=calculation)
    data = posted(step("Argent", rent, group, total), step("Vous", IDENTITY), service=service)
    response = head.post(url("add"), data | {"action-publish": "1"}, follow=True)
    procedure = Procedure.objects.get()
    assert procedure.live, messages_of(response)
    form = current_version(procedure).form
    assert (asked(form, "loyer").max, asked(form, "loyer").prefill) == ("1 500,50", True)
    assert [column.key for column in asked(form, "le-foyer").fields] == ["revenu"]
    assert asked(form, "total").calculation == Calculation(
        "sum", (Operand("le-foyer", "revenu"), Operand(value="12,50"))
    )
    shown = head.get(url("edit", procedure.pk)).content.decode()
    assert "Personne" in shown


def test_a_draft_may_be_unfinished_and_freezes_nothing(head):
    response = head.post(url("add"), posted(step(""), silence="", legal_basis=""), follow=True)
    assert Procedure.objects.exists(), messages_of(response)
    assert not Procedure.objects.get().live
    assert not FormVersion.objects.exists()


def test_a_long_form_is_saved_whole(head):
    """Wagtail sends ten inputs a question; Django refuses too many unread, and all is lost."""
    questions = [question("yes_no", f"Question {number}") for number in range(60)]
    data = posted(step("Tout", *questions))
    assert len(data) > 500

    assert head.post(url("add"), data).status_code == 302

    procedure = Procedure.objects.get().get_latest_revision_as_object()
    assert len(list(schema_of(procedure.steps).fields())) == 60


def test_a_cycle_is_refused_even_in_a_draft(head, service):
    data = posted(
        step(
            "Vous",
            question("yes_no", "Première", show_if=condition("Seconde")),
            question("yes_no", "Seconde", show_if=condition("Première")),
        ),
        service=service,
    )
    response = head.post(url("add"), data)
    errors = response.context["form"].errors.as_data()["steps"][0].non_block_errors
    assert "dépendent l’une de l’autre" in " ".join(errors)
    assert not Procedure.objects.exists()


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("silence", "Indiquez le régime légal"),
        ("service", "Indiquez le service responsable"),
        ("legal_basis", "Indiquez le fondement légal"),
        ("appeal_route", "Indiquez les voies et délais de recours"),
    ],
)
def test_publishing_is_refused_with_its_reason_at_its_field(head, service, field, said):
    data = posted(service=service) | {field: ""}
    response = head.post(url("add"), data | {"action-publish": "1"})
    assert said in messages_of(response)
    assert said in str(response.context["form"].errors[field])
    assert not Procedure.objects.filter(live=True).exists()


def test_what_is_wrong_with_the_form_is_said_at_the_form(head, service):
    nobody = step("Objet", question("yes_no", "Est-il lourd ?"))
    data = posted(nobody, service=service) | {"action-publish": "1"}
    response = head.post(url("add"), data)
    errors = response.context["form"].errors.as_data()["steps"][0].non_block_errors
    assert "Ajoutez une question « Identité »" in " ".join(errors)


def test_a_rule_and_a_document_typed_with_the_form_are_judged_with_it(head, service):
    rule = {
        "commune_codes": "", "field_key": "inconnu", "field_value": "", "channel": "",
        "service": service.pk,
    }  # fmt: skip
    data = posted(service=service, routing_rules=inline_formset([rule]))
    response = head.post(url("add"), data | {"action-publish": "1"})
    assert "regarde « inconnu », qui n’existe pas" in messages_of(response)
    rules = response.context["form"].formsets["routing_rules"]
    assert len(rules.non_form_errors()) == 1
    rule["field_key"], rule["channel"] = "", "desk"
    document = {"label": "Photo", "why": "Pour voir", "field_key": "", "indispensable": "on"}
    data = posted(
        service=service,
        routing_rules=inline_formset([rule]),
        required_documents=inline_formset([document]),
    )
    head.post(url("add"), data | {"action-publish": "1"})
    procedure = Procedure.objects.get()
    assert procedure.live
    assert procedure.routing_rules.count() == procedure.required_documents.count() == 1


def test_a_change_saved_as_a_draft_does_not_touch_what_is_filed(head, service):
    procedure = a_procedure()
    before = current_version(procedure)
    data = posted(service=service, code=procedure.code)
    head.post(url("edit", procedure.pk), data)
    procedure.refresh_from_db()
    assert procedure.has_unpublished_changes
    assert procedure.title == "Signaler un nid-de-poule"
    assert current_version(procedure) == before
    head.post(url("edit", procedure.pk), data | {"action-publish": "1"})
    procedure.refresh_from_db()
    assert procedure.title == "Déposer un encombrant"
    assert current_version(procedure) != before


@pytest.mark.parametrize("page", ["edit", "history", "usage", "unpublish", "delete"])
def test_nobody_opens_a_procedure_of_a_service_they_do_not_cover(head, service, page):
    a_service("ccas")
    other = a_procedure("rsa", service="ccas")
    own = a_procedure()
    assert head.get(url(page, own.pk)).status_code == 200
    response = head.get(url(page, other.pk))
    assert response.status_code == 302
    assert response.url == reverse("wagtailadmin_home")


def test_a_procedure_of_another_service_is_neither_listed_nor_previewed_nor_written(head, service):
    a_service("ccas")
    other = a_procedure("rsa", title="Contester le RSA", service="ccas")
    a_procedure()
    page = messages_of(head.get(url("list")))
    assert "nid-de-poule" in page
    assert "Contester" not in page
    assert head.get(url("preview_on_edit", other.pk)).status_code == 302
    head.post(url("edit", other.pk), posted(service=service))
    other.refresh_from_db()
    assert other.title == "Contester le RSA"
    revision = other.latest_revision_id
    assert head.get(url("revisions_view", other.pk, revision)).status_code == 302


def test_a_procedure_can_not_be_given_to_a_service_one_does_not_cover(head):
    response = head.post(url("add"), posted(service=a_service("ccas")))
    assert not Procedure.objects.exists()
    assert response.status_code == 200


def test_an_editor_writes_but_does_not_publish(signed_in, service):
    editor = signed_in(Role.EDITOR, service)
    procedure = a_procedure()
    data = posted(service=service, code=procedure.code)
    editor.post(url("edit", procedure.pk), data)
    procedure.refresh_from_db()
    assert procedure.has_unpublished_changes
    editor.post(url("edit", procedure.pk), data | {"action-publish": "1"})
    editor.post(url("unpublish", procedure.pk))
    editor.post(url("delete", procedure.pk))
    procedure.refresh_from_db()
    assert procedure.live
    assert procedure.title == "Signaler un nid-de-poule"


@pytest.mark.parametrize("role", [Role.ADVISER, Role.APPROVER, Role.PATROLLER, Role.TREASURER])
def test_other_roles_have_no_way_into_the_admin(signed_in, service, role):
    procedure = a_procedure()
    response = signed_in(role, service).get(url("edit", procedure.pk))
    assert response.status_code in {302, 403}


def test_the_catch_all_procedure_stays(head, service):
    procedure = ensure_catch_all(service)
    head.post(url("unpublish", procedure.pk))
    head.post(url("delete", procedure.pk))
    assert Procedure.objects.get().live


def preview(browser: Client, procedure: Procedure, data: dict[str, str], **asked: str) -> str:
    """As the admin does: what is typed is sent first, then the page is asked for."""
    address = url("preview_on_edit", procedure.pk)
    assert browser.post(address, data).json()["is_valid"]
    return messages_of(browser.get(address, asked))


def test_the_preview_walks_the_form_and_files_nothing(head, service):
    procedure = a_procedure()
    heavy = question("text", "Son poids", show_if=condition("Est-il lourd ?"))
    steps = [step("L’objet", question("yes_no", "Est-il lourd ?"), heavy), step("Vous", IDENTITY)]
    data = posted(*steps, service=service, code=procedure.code)
    page = preview(head, procedure, data)
    assert "Un meuble à jeter" in page
    assert "Nous répondons sous 30 jours ouvrés" in page
    form = preview(head, procedure, data, mode="formulaire")
    assert "Est-il lourd ?" in form
    assert "Vous êtes" not in form
    asked = {"mode": "formulaire", "_objet": "1", "est-il-lourd": "oui"}
    assert "Remplissez « Son poids »" in preview(head, procedure, data, **asked)
    assert "Vous êtes" in preview(head, procedure, data, **asked, **{"son-poids": "10"})
    procedure.refresh_from_db()
    assert procedure.title == "Signaler un nid-de-poule"
    assert FormVersion.objects.count() == 1


def test_the_preview_shows_the_address_to_copy_and_adds_rows(head, service):
    procedure = a_procedure()
    row = {"label": "Prénom", "help": "", "required": "on", "key": "", "max_length": ""}
    name = ("text", row | {"pattern": "", "pattern_error": "", "autocomplete": ""})
    group = question(
        "group", "Enfants", row_label="Enfant", min="", max="", fields=streamfield([name])
    )
    rent = question("amount", "Loyer", currency="EUR", min="", max="", prefill="on")
    data = posted(step("Foyer", rent, group), step("Vous", IDENTITY), service=service, code="aide")
    address = url("preview_on_edit", procedure.pk)
    assert head.post(address, data).json()["is_valid"]
    shown = head.get(address, {"mode": "formulaire"}).content.decode()
    assert "/demarches/aide/?loyer=valeur" in shown
    asked = {"_foyer": "1", "_ajouter": "enfants", "enfants__rows": "1", "enfants__0__prenom": "A"}
    more = preview(head, procedure, data, mode="formulaire", **asked)
    assert "Enfant 2" in more
    assert "Adresse qui préremplit" not in preview(
        head, procedure, posted(step("Vous", IDENTITY), code="aide"), mode="formulaire"
    )


def test_the_preview_of_an_unfinished_form_says_what_is_missing(head):
    head.post(url("add"), posted(step("Vide")))
    procedure = Procedure.objects.get()
    page = preview(head, procedure, posted(step("Vide")), mode="formulaire")
    assert "est vide : ajoutez une question" in page


def test_an_old_revision_brings_its_words_back_but_publishing_freezes_the_form_anew(head, service):
    procedure = a_procedure()
    first = procedure.latest_revision
    a_procedure(title="Autre titre", form={"steps": [_only_identity()]})
    procedure.refresh_from_db()
    assert schema_of(procedure.steps).field("rue") is None
    first.publish()
    procedure.refresh_from_db()
    assert procedure.title == "Signaler un nid-de-poule"
    assert current_version(procedure).form.field("rue") is not None
    assert procedure.publications.count() == 3


def _only_identity() -> dict[str, Any]:
    field = {"key": "identite", "type": "identity", "label": "Identité", "required": True}
    return {"key": "vous", "title": "Vous", "fields": [field]}


def test_themes_are_a_plain_list_of_the_admin(head):
    a_theme()
    page = head.get("/admin/procedures/theme/")
    assert page.status_code == 200
    assert "Rue et déchets" in messages_of(page)


def test_the_list_of_procedures_costs_as_many_queries_for_many_rows(head, query_budget):
    def more():
        for number in range(12):
            a_procedure(f"p-{number}", title=f"P {number}")

    a_procedure()
    query_budget(lambda: head.get(url("list")), more, at_most=40)
