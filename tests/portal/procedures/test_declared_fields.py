"""Amounts, groups and calculations: written by an editor, frozen, carried, routed on."""

import json
from typing import Any

import pytest

from portal.procedures.compile import blocks_of, current_version, schema_of
from portal.procedures.conditions import expected, meets
from portal.procedures.description import export
from portal.procedures.exchange import load
from portal.procedures.forms import step_form
from portal.procedures.keys import name_keys
from portal.procedures.models import FormVersion, Procedure
from portal.procedures.publishing import refusals, sentences
from portal.procedures.routing import route_filed
from portal.procedures.routing_words import RoutingWords
from portal.procedures.schema import FormSchema
from portal.procedures.trial import sample_step, try_out
from tests.portal.procedures import factories
from tests.portal.procedures.factories import a_procedure, a_service
from tests.portal.procedures.households import (
    FORM,
    LEA,
    TOM,
    child,
    computed,
    eur,
    household,
    typed,
)

pytestmark = pytest.mark.django_db
# The digest of factories.FORM before amounts, groups and calculations came: it never changes.
BEFORE = "02dc46343cbdffc22fe1a8f4da4af1c7a1365e4a6b5b386119ec4d1b36ecf685"


def test_the_digest_of_a_form_that_has_nothing_new_has_not_changed():
    assert FormVersion.objects.freeze(FormSchema.read(factories.FORM)).sha256 == BEFORE


def test_a_form_goes_to_blocks_and_back_and_to_json_and_back():
    form = household()
    assert schema_of(blocks_of(form)) == form
    assert FormSchema.read(json.loads(json.dumps(form.as_json()))) == form


def test_it_is_published_exported_and_imported_the_same():
    procedure = a_procedure(form=FORM)
    assert current_version(procedure).form == household()
    before = export()
    Procedure.objects.all().delete()
    load(json.loads(json.dumps(before)))
    assert export() == before
    assert load(before).unchanged == [procedure.code]


def test_blank_keys_are_named_and_calculations_speak_of_them():
    operand = {
        "type": "item",
        "value": {"field": "les  ENFANTS", "column": "Revenu mensuel", "value": ""},
    }
    fields = [
        {
            "type": "group",
            "value": {
                "label": "Les enfants",
                "key": "",
                "fields": [
                    {"type": "amount", "value": {"label": "Revenu mensuel", "key": ""}},
                    {"type": "amount", "value": {"label": "Revenu mensuel", "key": ""}},
                ],
            },
        },
        {
            "type": "computed",
            "value": {
                "label": "Total",
                "key": "",
                "calculation": {"operation": "sum", "operands": [operand]},
            },
        },
    ]
    step = {"type": "step", "value": {"title": "S", "key": "", "fields": fields}}
    form = schema_of(name_keys([step]))
    group, total = form.fields()
    assert [column.key for column in group.fields] == ["revenu-mensuel", "revenu-mensuel-2"]
    assert total.calculation
    assert total.calculation.operands[0].field == "les-enfants"
    assert total.calculation.operands[0].column == "revenu-mensuel"


def changed(**column: Any) -> dict[str, Any]:
    form = json.loads(json.dumps(FORM))
    form["steps"][0]["fields"][1]["fields"][0] |= column
    return form


def test_a_question_of_a_row_keeps_its_type_once_published():
    procedure = a_procedure(form=FORM)
    vars(procedure)["steps"] = blocks_of(FormSchema.read(changed(type="number")))
    assert "« enfants/prenom » a déjà servi" in " ".join(sentences(refusals(procedure)))


@pytest.mark.parametrize(
    ("wanted", "answer", "met"),
    [
        ("> 1 000", eur(100_001), True),
        (">1000", eur(100_000), False),
        ("< 18", 17, True),
        ("< 2026-01-01", "2025-12-31", True),
        ("oui", "oui", True),
        ("> 3", None, False),
    ],
)
def test_a_rule_compares_or_expects(wanted, answer, met):
    assert meets(expected("q", wanted), answer) is met


@pytest.fixture
def routed() -> Procedure:
    a_service("riches")
    rule = {"field_key": "total", "field_value": "> 1 000", "service": "riches"}
    return a_procedure(form=FORM, routing_rules=[rule])


def test_a_demande_is_routed_on_what_is_computed_never_on_what_is_claimed(routed):
    def service(**answers: Any) -> str:
        return route_filed(routed, household(), answers=answers, channel="online").service.code

    assert service(enfants=[LEA, TOM]) == "riches"
    assert service(enfants=[LEA], total=eur(999_999)) == "voirie"


def test_the_trial_asks_for_what_a_calculation_comes_from_and_says_why(routed):
    sample = sample_step(routed, household())
    assert [field.key for field in sample.fields] == ["enfants", "total"]
    form = step_form(
        sample, answers={}, data=typed(child("", "", "800"), child("", "", "300"), child("", ""))
    )
    assert form.is_valid(), form.errors
    outcome = try_out(routed, routed, answers=form.answers, channel="online")
    assert outcome.routed.service.code == "riches"
    words = RoutingWords(routed, household(), sample)
    assert words.lines(outcome.routed)[0].text == "Règle 1 : « Total » > 1 000 : s’applique."
    nobody = try_out(routed, routed, answers={}, channel="online").routed
    assert "la réponse à « Total » est « 0,00\u00a0€ »" in words.lines(nobody)[0].text


def test_a_rule_compares_only_what_has_an_order():
    procedure = a_procedure(form=FORM)
    procedure.routing_rules.create(
        field_key="identite", field_value="> 3", service=procedure.service
    )
    assert "compare « Vous », qui n’est ni un nombre" in " ".join(sentences(refusals(procedure)))


def test_a_constant_and_a_chain_of_calculations_come_through_the_blocks():
    chain = json.loads(json.dumps(FORM))
    half = computed("part", "quotient", {"field": "total"}, {"value": "2"}, currency="EUR")
    chain["steps"][1]["fields"].append(half)
    assert schema_of(a_procedure(form=chain).steps) == FormSchema.read(chain)
