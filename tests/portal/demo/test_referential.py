"""The procedures: different, lawful, and every way through them leads to the end."""

import json
from datetime import date
from random import Random
from typing import Any

import pytest

from portal.demo.data import read_all
from portal.demo.people import People, signed
from portal.demo.stories import dated
from portal.procedures.schema import FormSchema
from portal.procedures.validation import problems
from tests.builders import make_commune
from tests.portal.demo.paths import paths, walk

PROCEDURES = read_all("procedures")
DOSSIERS = read_all("dossiers")
CASES = [
    pytest.param(code, case, id=f"{code}-{number}")
    for code, dossier in DOSSIERS.items()
    if code in PROCEDURES
    for number, case in enumerate(dossier["cases"], 1)
]


def form_of(code: str) -> FormSchema:
    return FormSchema.read(PROCEDURES[code]["form"])


def test_no_two_procedures_have_the_same_form() -> None:
    forms = {json.dumps(form_of(code).as_json(), sort_keys=True) for code in PROCEDURES}
    assert len(PROCEDURES) == len(forms) >= 60
    assert all(code == procedure["code"] for code, procedure in PROCEDURES.items())


@pytest.mark.parametrize("code", PROCEDURES)
def test_a_procedure_says_everything_that_a_resident_wants_to_know(code: str) -> None:
    procedure = PROCEDURES[code]
    for told in ("description", "audience", "words", "script", "legal_basis", "appeal_route"):
        assert procedure[told], told
    assert all(document["why"] for document in procedure["required_documents"])
    assert not problems(form_of(code))


@pytest.mark.parametrize("code", PROCEDURES)
def test_a_form_has_steps_or_questions_that_depend_on_answers(code: str) -> None:
    form = form_of(code)
    assert len(form.steps) >= 2
    assert any(shown.show_if for shown in (*form.steps, *form.fields()))


@pytest.mark.parametrize("code", PROCEDURES)
@pytest.mark.django_db
def test_every_way_through_a_form_leads_to_the_end(code: str) -> None:
    make_commune()
    form = form_of(code)
    files = {field.key for field in form.fields() if field.type == "files"}
    walked = [walk(form, answers, files) for answers in paths(form)]
    met = {key for answers in walked for key in answers}
    asked = {field.key for field in form.fields() if field.type not in {"files", "info"}}
    assert met == asked, "a question that no answers lead to"


@pytest.mark.parametrize(("code", "case"), CASES)
@pytest.mark.django_db
def test_what_the_stories_file_could_be_typed(code: str, case: dict[str, Any]) -> None:
    person = People(Random(1)).next()  # noqa: S311 (no secret)
    commune = make_commune("62999", "Arlencourt", postal_codes="62999")
    if other := case["answers"].get("commune"):
        make_commune(other, f"Commune {other}")
    form = form_of(code)
    answers = signed(case["answers"], form, person, commune.insee)
    if case.get("channel", "online") != "online":  # an agent needs no e-mail, a resident does
        answers["identite"]["email"] = answers["identite"]["email"] or "sans@courriel.example"
    walk(form, dated(answers, form, date(2026, 11, 2)), set(case["files"]))
