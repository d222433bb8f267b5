"""Each type of field: what it accepts, what it keeps, what it says."""

from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from hypothesis import given
from hypothesis import strategies as st

from portal.directory.models import Commune
from portal.procedures.field_types import FIELD_TYPES, type_of
from portal.procedures.field_types.identity import is_siret
from portal.procedures.forms import StepForm, answers_of, step_form
from portal.procedures.schema import Field, Step

PERSON = {
    "q__kind": "person",
    "q__last_name": "Dubois",
    "q__first_name": "Élise",
    "q__email": "elise@exemple.fr",
    "q__address": "12 rue des Tanneurs",
    "q__postal_code": "62000",
    "q__city": "Arras",
}
APART = {"info", "computed", "group"}  # nothing typed under the field's own name
COLOURS = [{"value": "r", "label": "Rouge"}, {"value": "v", "label": "Vert"}]


def field(kind: str, **more: Any) -> Field:
    return Field.read({"key": "q", "type": kind, "label": "Question", "required": True} | more)


def sent(question: Field, data: dict[str, Any], **more: Any) -> StepForm:
    return step_form(Step("s", "S", fields=(question,)), answers={}, data=data, **more)


def kept(question: Field, data: dict[str, Any], **more: Any) -> Any:
    form = sent(question, data, **more)
    assert form.is_valid(), form.errors
    return answers_of(form).get("q")


def said(question: Field, data: dict[str, Any], **more: Any) -> str:
    form = sent(question, data, **more)
    assert not form.is_valid()
    return " ".join(str(error) for errors in form.errors.values() for error in errors)


@pytest.mark.parametrize(
    ("kind", "typed", "answer", "shown"),
    [
        ("text", " Arras ", "Arras", "Arras"),
        ("long_text", "Un\nDeux", "Un\nDeux", "Un\nDeux"),
        ("number", "3", 3, "3"),
        ("number", "12,5", 12.5, "12,50"),
        ("number", "12.5", 12.5, "12,50"),
        ("number", "1 250,50", 1250.5, "1\xa0250,50"),
        ("number", "1250", 1250, "1250"),
        ("date", "27 3 1985", "1985-03-27", "27/03/1985"),
        ("date", "27/03/1985", "1985-03-27", "27/03/1985"),
        ("date", "1985-03-27", "1985-03-27", "27/03/1985"),
        ("date", "1er août 2020", "2020-08-01", "01/08/2020"),
        ("date", "3 fevrier 2020", "2020-02-03", "03/02/2020"),
        ("yes_no", "oui", "oui", "Oui"),
        ("email", "a@exemple.fr", "a@exemple.fr", "a@exemple.fr"),
        ("amount", "1 234,5 €", {"minor": 123450, "currency": "EUR"}, "1\xa0234,50\xa0€"),
        ("phone", "06 12 34 56 78", "+33612345678", "06\xa012\xa034\xa056\xa078"),
    ],
)
def test_what_is_typed_is_kept_and_shown_again(kind, typed, answer, shown):
    question = field(kind)
    assert kept(question, {"q": typed}) == answer
    assert type_of(question).display(answer) == shown
    redrawn = step_form(Step("s", "S", fields=(question,)), answers={"q": answer})
    again = redrawn["q"].value()
    redisplayed = redrawn.fields["q"].widget.format_value(again) if kind != "yes_no" else again
    assert kept(question, {"q": redisplayed}) == answer


@pytest.mark.parametrize("kind", sorted(FIELD_TYPES.keys() - APART))
def test_a_required_field_left_blank_says_what_to_do(kind):
    message = said(field(kind, options=COLOURS), {})
    assert message.startswith(
        ("Remplissez", "Indiquez", "Choisissez", "Cochez", "Ajoutez", "Dites"),
    )


@pytest.mark.django_db
@pytest.mark.parametrize("kind", sorted(FIELD_TYPES.keys() - APART))
def test_an_optional_field_left_blank_leaves_no_answer(kind):
    assert kept(field(kind, required=False, options=COLOURS), {}) is None


@pytest.mark.parametrize(
    ("kind", "limits", "typed", "message"),
    [
        ("text", {"max_length": 3}, "Arras", "3 caractères au plus"),
        ("text", {}, "a" * 201, "200 caractères au plus"),
        ("long_text", {}, "a" * 4001, "4000 caractères au plus"),
        (
            "text",
            {"pattern": "[A-Z]{2}", "pattern_error": "Deux lettres, comme AB."},
            "ABC",
            "Deux lettres, comme AB.",
        ),
        ("number", {}, "trois", "Écrivez un nombre en chiffres"),
        ("number", {"min": 1.5}, "0", "Indiquez 1,5 au moins."),
        ("number", {"max": 9}, "10", "Indiquez 9 au plus."),
        ("number", {}, "1,234", "Écrivez deux chiffres au plus après la virgule."),
        ("number", {}, "9" * 13, "Ce nombre est trop grand"),
        ("number", {}, "NaN", "Écrivez un nombre en chiffres"),
        ("date", {}, "31/02/2020", "Cette date n’existe pas. Vérifiez le jour et le mois."),
        ("date", {}, "2020-13-01", "Cette date n’existe pas"),
        ("date", {}, "31 avril 2020", "Cette date n’existe pas"),
        ("date", {}, "hier", "Écrivez le jour, le mois et l’année"),
        ("date", {"max": "2020-01-01"}, "2/1/2020", "jusqu’au 01/01/2020"),
        ("date", {"min": "2020-01-01"}, "31/12/2019", "à partir du 01/01/2020"),
        ("yes_no", {}, "peut-être", "Choisissez une des réponses"),
        ("choice", {"options": COLOURS}, "bleu", "Choisissez une des réponses"),
        ("amount", {}, "12,345", "Écrivez la somme en chiffres, par exemple 1\xa0234,50."),
        ("amount", {}, "-1", "Indiquez 0,00\xa0€ au moins."),
        ("amount", {"min": "10,50"}, "10,49", "Indiquez 10,50\xa0€ au moins."),
        ("amount", {"max": 100}, "100,01", "Indiquez 100,00\xa0€ au plus."),
        (
            "amount",
            {"currency": "XPF"},
            "12,5",
            "Écrivez la somme en chiffres, par exemple 1\xa0234.",
        ),
        ("email", {}, "a@", "elle s’écrit comme nom@exemple.fr"),
        ("phone", {}, "12", "Écrivez-le comme ceci"),
    ],
)
def test_a_wrong_answer_says_how_to_put_it_right(kind, limits, typed, message):
    assert message in said(field(kind, **limits), {"q": typed})


@time_machine.travel("2026-11-24 12:00")
def test_a_date_can_be_bound_to_today():
    birth = field("date", max="today")
    assert kept(birth, {"q": "24/11/2026"}) == "2026-11-24"
    assert "jusqu’au 24/11/2026" in said(birth, {"q": "25/11/2026"})


def test_choices_are_kept_by_value_in_the_order_of_the_form():
    several = field("multiple_choice", options=COLOURS)
    assert kept(several, {"q": ["v", "r"]}) == ["r", "v"]
    assert type_of(several).display(["r", "v"]) == ["Rouge", "Vert"]
    assert "parmi les réponses" in said(several, {"q": ["bleu"]})
    assert kept(field("choice", options=COLOURS), {"q": "r"}) == "r"


def test_an_address_is_kept_in_parts_and_shown_in_lines():
    address = field("address")
    parts = {"street": "12 rue des Tanneurs", "postal_code": "62000", "city": "Arras"}
    assert kept(address, {f"q__{name}": value for name, value in parts.items()}) == parts
    assert type_of(address).display(parts) == ["12 rue des Tanneurs", "62000 Arras"]
    wrong = {"q__street": "1 rue", "q__postal_code": "6200", "q__city": "Arras"}
    assert "cinq chiffres" in said(address, wrong)


def test_a_person_gives_name_first_name_email_and_postal_address():
    answer = kept(field("identity"), PERSON)
    assert answer["kind"] == "person"
    assert type_of(field("identity")).display(answer) == [
        "Élise Dubois",
        "elise@exemple.fr",
        "12 rue des Tanneurs",
        "62000 Arras",
    ]


@pytest.mark.parametrize("part", [name for name in PERSON if name != "q__kind"])
def test_no_part_of_a_person_may_be_missing(part):
    form = sent(field("identity"), PERSON | {part: ""})
    assert list(form.errors) == [part]


def test_a_company_gives_its_siret_and_no_postal_address():
    contact = {name: PERSON[name] for name in ("q__last_name", "q__first_name", "q__email")}
    company = contact | {
        "q__kind": "company",
        "q__siret": "732 829 320 00074",
        "q__name": "Dubois SARL",
    }
    answer = kept(field("identity"), company)
    assert answer["siret"] == "73282932000074"
    assert "address" not in answer
    shown = type_of(field("identity")).display(answer)
    assert shown[:3] == ["Dubois SARL", "Élise Dubois", "SIRET 73282932000074"]
    wrong = company | {"q__siret": "732 829 320 00075"}
    assert "Vérifiez le numéro SIRET" in said(field("identity"), wrong)
    assert list(sent(field("identity"), company | {"q__siret": ""}).errors) == ["q__siret"]


def test_an_association_gives_its_rna_number():
    contact = {name: PERSON[name] for name in ("q__last_name", "q__first_name", "q__email")}
    association = contact | {"q__kind": "association", "q__rna": "W621000123"}
    assert kept(field("identity"), association)["rna"] == "W621000123"
    assert "la lettre W et 9 chiffres" in said(
        field("identity"), association | {"q__rna": "621000123"}
    )


def test_what_belongs_to_another_kind_of_identity_is_dropped():
    other = {"q__siret": "faux", "q__rna": "W621000123", "q__name": "X"}
    answer = kept(field("identity"), PERSON | other)
    assert not answer.keys() & {"siret", "rna", "name"}


def test_an_identity_of_one_kind_only_does_not_ask_which():
    person = field("identity", kinds=["person"])
    form = sent(person, {k: v for k, v in PERSON.items() if k != "q__kind"})
    assert form.is_valid()
    assert answers_of(form)["q"]["kind"] == "person"
    assert not form.fields.keys() & {"q__kind", "q__siret", "q__rna"}


@given(st.from_regex(r"[0-9]{13}", fullmatch=True))
def test_one_last_digit_in_ten_makes_a_siret(start):
    if not start.startswith("356000000"):
        assert sum(is_siret(f"{start}{digit}") for digit in range(10)) == 1


def test_la_poste_has_its_own_check_and_words_are_no_siret():
    assert is_siret("35600000049837")
    assert not is_siret("3560000004983x")
    assert not is_siret("١٢٣٤٥٦٧٨٩٠١٢٣٤")


@pytest.fixture
def communes():
    rows = [
        ("62041", "Arras", "62", "62000", 42000),
        ("62764", "Saint-Laurent-Blangy", "62", "62223", 6000),
        ("62999", "Sainte-Marie", "62", "62120", 300),
        ("51501", "Sainte-Marie", "51", "51120", 200),
        ("62998", "Arrasville", "62", "62120", 100),
    ]
    for insee, name, department, codes, population in rows:
        Commune.objects.create(
            insee=insee,
            name=name,
            folded=name.lower().replace("-", " "),
            department=department,
            postal_codes=codes,
            population=population,
        )


@pytest.mark.django_db
@pytest.mark.usefixtures("communes")
@pytest.mark.parametrize("typed", ["Arras", "ARRAS", "62000", "Arras (62)"])
def test_a_commune_is_found_by_name_or_postal_code_without_script(typed):
    assert kept(field("commune"), {"q": typed}) == "62041"


@pytest.mark.django_db
@pytest.mark.usefixtures("communes")
def test_several_communes_come_back_as_a_choice():
    form = sent(field("commune"), {"q": "Ste Marie"})
    assert form.errors["q__insee"] == ["Plusieurs communes correspondent : choisissez la vôtre."]
    assert [choice.data["value"] for choice in form["q__insee"]] == ["62999", "51501"]
    assert not form["q__insee"].is_hidden
    chosen = {"q": "Ste Marie", "q__insee": "51501"}
    assert kept(field("commune"), chosen) == "51501"


@pytest.mark.django_db
@pytest.mark.usefixtures("communes")
def test_a_choice_left_from_other_words_is_not_taken():
    assert kept(field("commune"), {"q": "Arras", "q__insee": "51501"}) == "62041"
    assert "Commune introuvable" in said(field("commune"), {"q": "Atlantis", "q__insee": "62041"})


@pytest.mark.django_db
@pytest.mark.usefixtures("communes")
def test_a_commune_is_shown_by_name_and_an_unknown_code_as_it_is():
    assert type_of(field("commune")).display("62041") == "Arras (62)"
    assert type_of(field("commune")).display("00000") == "00000"


def upload(name: str = "photo.jpg", content: bytes = b"x") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def posted(*files: SimpleUploadedFile) -> MultiValueDict:
    return MultiValueDict({"q": list(files)})


def test_files_are_handed_to_the_wizard_and_never_kept_among_answers():
    form = sent(field("files"), {}, files=posted(upload("a.jpg"), upload("b.jpg")))
    assert form.is_valid()
    assert answers_of(form) == {}
    assert [file.name for file in form.uploads()["q"]] == ["a.jpg", "b.jpg"]


def test_what_files_we_take_is_said_before_one_is_chosen():
    def said_of(**more: object) -> str:
        return sent(field("files", **more), {}).fields["q"].help_text

    many, one = said_of(help="Toutes les pages.", max_files=3), said_of(max_files=1)
    assert many.startswith("Toutes les pages. Jusqu’à 3 fichiers, de 10\u00a0Mo au plus")
    assert one.startswith("Un fichier de 10\u00a0Mo au plus")


def test_a_file_stored_already_is_enough():
    assert sent(field("files"), {}, stored={"q": 1}).is_valid()
    assert "Ajoutez un fichier" in said(field("files"), {}, stored={"q": 0})


def test_too_many_files_empty_files_and_endless_names_are_refused():
    two = field("files", max_files=2)
    assert "Gardez 2 fichiers au plus" in said(two, {}, files=posted(upload()), stored={"q": 2})
    one = field("files", max_files=1)
    assert "Gardez un seul fichier" in said(one, {}, files=posted(upload(), upload()))
    assert "vide" in said(two, {}, files=posted(upload(content=b"")))
    assert "Raccourcissez" in said(two, {}, files=posted(upload("a" * 200 + ".jpg")))


def test_every_input_has_a_limit_of_length():
    for kind in FIELD_TYPES:
        for name, built in type_of(field(kind, options=COLOURS)).parts().items():
            limited = getattr(built.field, "max_length", None) or hasattr(built.field, "choices")
            assert limited or kind in {"number", "date"}, (kind, name)
