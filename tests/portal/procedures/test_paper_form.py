"""The blank form on paper, read back from the PDF: every question, and room to answer it."""

import io
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

from portal.accounts.models import Throttle
from portal.demo.data import read_all
from portal.media.models import StoredFile
from portal.procedures.conditions import OPERATORS
from portal.procedures.field_types import FIELD_TYPES
from portal.procedures.models import PaperForm, Procedure
from portal.procedures.paper import keeping
from portal.procedures.paper.blanks import DAY, SIRET, blanks
from portal.procedures.paper.sheet import page, parts
from portal.procedures.paper.wording import said
from portal.procedures.schema import Condition, Criterion, Field, FormSchema
from tests.portal.procedures.factories import a_procedure, described

FORM: dict[str, Any] = {
    "steps": [
        {
            "key": "lieu",
            "title": "Où est-ce ?",
            "help": "Deux questions.",
            "fields": [
                {"key": "ou", "type": "place", "label": "À quel endroit ?", "required": True},
                {"key": "danger", "type": "yes_no", "label": "Est-ce dangereux ?"},
                {"key": "appel", "type": "info", "label": "Danger ?", "help": "Appelez le 112."},
            ],
        },
        {
            "key": "vous",
            "title": "Vous",
            "show_if": {"match": "all", "tests": [{"field": "danger", "op": "is", "value": "oui"}]},
            "fields": [
                {"key": "nee", "type": "date", "label": "Votre naissance", "required": True},
                {"key": "photo", "type": "files", "label": "Une photo"},
                {"key": "identite", "type": "identity", "label": "Identité", "required": True},
            ],
        },
    ]
}
DOCUMENT = {"label": "Un plan", "why": "Pour trouver.", "obtainable": False, "indispensable": True}


DEMONSTRATION = read_all("procedures")


@pytest.fixture
def procedure(db: None) -> Procedure:
    return a_procedure(form=FORM, required_documents=[DOCUMENT | {"field_key": "photo"}])


def asked_for(procedure: Procedure) -> Any:
    return Client().get(reverse("paper_form", args=[procedure.code]))


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def tags(reader: PdfReader) -> set[str]:
    found: set[str] = set()

    def walk(node: object) -> None:
        node = node.get_object() if isinstance(node, IndirectObject) else node
        if isinstance(node, DictionaryObject):
            found.add(str(node.get("/S")))
            children = node.get("/K", [])
            for child in children if isinstance(children, list) else [children]:
                walk(child)

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    return found


def test_the_form_prints_as_a_tagged_french_pdf_with_every_question(procedure: Procedure) -> None:
    response = asked_for(procedure)
    content = response.getvalue()
    reader = PdfReader(io.BytesIO(content))
    root = reader.trailer["/Root"]
    text = plain(" ".join(each.extract_text() for each in reader.pages))

    assert response.headers["Content-Type"] == "application/pdf"
    assert "formulaire-nid-de-poule.pdf" in response.headers["Content-Disposition"]
    assert root["/Lang"] == "fr"
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    assert {"/H1", "/H2", "/H3", "/P", "/L", "/LI"} <= tags(reader)
    assert reader.metadata is not None
    assert "Signaler un nid-de-poule" in str(reader.metadata.title)
    assert page(procedure).count('class="cell"') == 8 + 14 + 5, "a date, a SIRET, a postal code"
    for step in FORM["steps"]:
        assert step["title"] in text
        assert all(field["label"] in text for field in step["fields"])
    for told in (
        "1. À quel endroit ?",
        "2. Est-ce dangereux ? (facultatif)",
        "☐ Oui",
        "Appelez le 112.",
        "Si vous avez répondu « Oui » à la question 2 :",
        "☐ Un plan : Pour trouver.",
        "jour mois année",
        "Pour une entreprise",
        "Numéro SIRET",
        "Voirie",
        "1 place",
        "v@v.fr",
        "Vos données personnelles",
        "Signature",
        f"version {procedure.publications.in_force().version}",
        f"Page 1 sur {len(reader.pages)}",
    ):
        assert told in text, told


def test_the_form_is_drawn_once_however_often_it_is_asked_for(procedure: Procedure) -> None:
    first = asked_for(procedure).getvalue()
    drawn_at = PaperForm.objects.get().drawn_at

    assert asked_for(procedure).getvalue() == first
    assert PaperForm.objects.get().drawn_at == drawn_at
    assert StoredFile.objects.count() == 1


def test_who_draws_it_at_the_same_time_takes_no_file_from_who_reads_it(
    procedure: Procedure,
) -> None:
    read = keeping.paper_of(procedure)
    digest = PaperForm.objects.get().digest
    assert keeping._keep(procedure, digest, b"%PDF-1.7 drawn by another process") == read
    assert StoredFile.objects.filter(pk=read.pk).exists()


def test_the_form_is_drawn_again_when_what_it_says_changes(procedure: Procedure) -> None:
    stale = keeping.paper_of(procedure)
    procedure.service.organisation.phone = "+33353010000"
    procedure.service.organisation.save()

    fresh = keeping.paper_of(Procedure.objects.get(pk=procedure.pk))

    assert fresh.pk != stale.pk
    assert list(StoredFile.objects.all()) == [fresh], "the former one is gone"


def test_a_form_whose_file_is_lost_is_drawn_again(procedure: Procedure) -> None:
    lost = keeping.paper_of(procedure)
    lost.file.storage.delete(lost.file.name)
    assert asked_for(procedure).getvalue().startswith(b"%PDF")


def test_asking_again_and_again_for_what_is_not_drawn_yet_costs_nothing(
    procedure: Procedure,
) -> None:
    keeping.paper_of(procedure)
    Throttle.objects.update(hits=keeping.DRAWINGS)
    PaperForm.objects.all().delete()

    response = asked_for(procedure)

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"
    assert "Réessayez dans une minute" in response.content.decode()
    assert not PaperForm.objects.exists()


@pytest.mark.django_db
def test_a_procedure_that_is_not_live_has_no_paper_form() -> None:
    a_procedure(live=False)
    assert Client().get(reverse("paper_form", args=["nid-de-poule"])).status_code == 404


@pytest.mark.django_db
def test_the_page_of_a_procedure_leads_to_its_paper_form(procedure: Procedure) -> None:
    text = Client().get(procedure.get_absolute_url()).content.decode()
    assert reverse("paper_form", args=[procedure.code]) in text
    assert "Formulaire à imprimer (PDF)" in text


@pytest.mark.parametrize("code", DEMONSTRATION)
@pytest.mark.django_db
def test_every_question_of_the_demonstration_has_room_on_paper(code: str) -> None:
    form = FormSchema.read(DEMONSTRATION[code]["form"])
    questions = [question for part in parts(form) for question in part.questions]
    asked = [field.key for field in form.fields() if field.type != "computed"]
    assert [q.field.key for q in questions] == asked
    for question in questions:
        assert bool(question.number) == (question.field.type != "info")
        assert bool(question.condition) == bool(question.field.show_if)
        assert all(blank.lines or blank.cells or blank.choices for blank in question.blanks)


@pytest.mark.parametrize(("least", "most", "printed"), [(0, 12, 4), (6, 12, 6), (1, 2, 2)])
def test_a_repeated_group_has_room_for_a_few_rows_that_nobody_can_add(
    least: int, most: int, printed: int
) -> None:
    row = (Field(key="prenom", type="text", label="Prénom", required=True),)
    group = Field(key="enfants", type="group", label="Enfants", min=least, max=most, fields=row)
    assert len(blanks(group)) == printed


def field(kind: str, **more: Any) -> Field:
    return Field.read({"key": "q", "type": kind, "label": "Question"} | more)


@pytest.mark.parametrize("kind", FIELD_TYPES)
@pytest.mark.django_db
def test_every_type_of_field_can_be_printed(kind: str) -> None:
    options = [{"value": "a", "label": "Un"}, {"value": "b", "label": "Deux"}]
    for blank in blanks(field(kind, options=options)):
        assert blank.lines or blank.cells or blank.choices


def test_a_type_from_another_version_gets_lines_to_write_on() -> None:
    assert [blank.lines for blank in blanks(field("hologramme"))] == [2]


def test_dates_postal_codes_and_numbers_are_written_box_by_box() -> None:
    [day] = blanks(field("date"))
    assert day.cells == DAY
    by_label = {blank.label: blank for blank in blanks(field("identity"))}
    assert by_label["Code postal"].cells == ((5, ""),)
    assert by_label["Numéro SIRET"].cells == SIRET
    assert by_label["Numéro SIRET"].condition == "Pour une entreprise\u00a0:"


def test_choices_are_ticked() -> None:
    options = [{"value": "a", "label": "Un"}, {"value": "b", "label": "Deux"}]
    [one] = blanks(field("choice", options=options))
    [several] = blanks(field("multiple_choice", options=options))
    assert one.choices == several.choices == ("Un", "Deux")
    assert "une seule" in one.help
    assert "plusieurs" in several.help


@pytest.mark.parametrize(
    ("kind", "op", "value", "words"),
    [
        ("yes_no", "is", "oui", "Si vous avez répondu « Oui » à la question 3 :"),
        ("choice", "is_not", "a", "Si vous n’avez pas répondu « Un » à la question 3 :"),
        ("multiple_choice", "contains", "a", "Si vous avez coché « Un » à la question 3 :"),
        ("multiple_choice", "is_not", "a", "Si vous n’avez pas coché « Un » à la question 3 :"),
        ("identity", "is", "company", "Si vous avez répondu « Une entreprise » à la question 3 :"),
        ("text", "contains", "rue", "Si votre réponse à la question 3 contient « rue » :"),
        ("text", "filled", "", "Si vous avez répondu à la question 3 :"),
        ("text", "empty", "", "Si vous n’avez pas répondu à la question 3 :"),
        ("number", "gt", "3", "Si votre réponse à la question 3 est supérieure à 3 :"),
        ("date", "lt", "2026-01-31", "Si votre réponse à la question 3 est avant le 31/01/2026 :"),
        ("date", "gt", "today", "Si votre réponse à la question 3 est après aujourd’hui :"),
    ],
)
def test_a_condition_is_said_with_the_number_of_its_question(
    kind: str, op: str, value: str, words: str
) -> None:
    options = [{"value": "a", "label": "Un"}, {"value": "b", "label": "Deux"}]
    asked = {"q": (3, field(kind, options=options))}
    condition = Condition("all", (Criterion("q", op, value),))
    assert plain(said(condition, asked)) == words


@pytest.mark.parametrize(("match", "word"), [("all", " et "), ("any", " ou ")])
def test_several_conditions_are_joined(match: str, word: str) -> None:
    asked = {"a": (1, field("text")), "b": (2, field("text"))}
    tests = (Criterion("a", "filled"), Criterion("b", "empty"))
    assert word in said(Condition(match, tests), asked)


@pytest.mark.parametrize("op", OPERATORS)
def test_every_comparison_has_words(op: str) -> None:
    condition = Condition("all", (Criterion("q", op, "1"),))
    assert said(condition, {"q": (1, field("number"))})


@pytest.mark.django_db
def test_nothing_typed_by_an_editor_runs_or_is_fetched() -> None:
    title = "<img src=https://elsewhere.example/x.png>"
    procedure = a_procedure(**described(title=title, form=FORM))
    assert "&lt;img" in page(procedure)
