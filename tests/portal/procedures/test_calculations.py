"""What a form computes: exactly, on the server, from earlier answers only."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.procedures.calculation import compute
from portal.procedures.conditions import as_kept, meets, prune, visible_steps
from portal.procedures.field_types import type_of
from portal.procedures.forms import merge, step_form
from portal.procedures.schema import Criterion, Field, FormSchema
from portal.procedures.validation import problems
from tests.portal.procedures.households import LEA, LOYER, TOM, computed, eur, household

ANSWERS: dict[str, Any] = {
    "a": 7,
    "b": 2,
    "c": 12.5,
    "m": eur(1050),
    "n": eur(333),
    "zero": 0,
    "g": [LEA, TOM],
}


def worked_out(operation: str, *names: str, currency: str = "") -> Any:
    """The result on ANSWERS; a term is a key, `group/column`, or a number."""
    terms = [
        {"value": name}
        if name[0].isdigit()
        else dict(zip(("field", "column"), name.split("/"), strict=False))
        for name in names
    ]
    return compute(Field.read(computed("k", operation, *terms, currency=currency)), ANSWERS)


@pytest.mark.parametrize(
    ("operation", "terms", "result"),
    [
        ("sum", ("a", "b", "3"), 12),
        ("sum", ("a", "c"), 19.5),
        ("difference", ("b", "a"), -5),
        ("product", ("a", "1 000,5"), 7003.5),
        ("quotient", ("a", "b"), 3.5),
        ("quotient", ("m", "n"), 3.15),
        ("min", ("a", "b", "c"), 2),
        ("max", ("a", "b", "c"), 12.5),
        ("count", ("g",), 2),
        ("count", ("nobody",), 0),
    ],
)
def test_an_operation_on_numbers_gives_a_number(operation, terms, result):
    found = worked_out(operation, *terms)
    assert (found, type(found)) == (result, type(result))


@pytest.mark.parametrize(
    ("operation", "terms", "minor"),
    [
        ("sum", ("m", "n", "1,20"), 1503),
        ("sum", ("g/revenu",), 100_051),
        ("sum", ("nobody/revenu",), 0),
        ("max", ("g/revenu",), 60_000),
        ("difference", ("n", "m"), -717),
        ("product", ("m", "a"), 7350),
        ("product", ("n", "0,5"), 167),  # 166.5: half a cent is rounded up
        ("quotient", ("m", "4"), 263),
    ],
)
def test_an_operation_on_sums_of_money_gives_whole_cents(operation, terms, minor):
    assert worked_out(operation, *terms, currency="EUR") == eur(minor)


@pytest.mark.parametrize(
    ("operation", "terms"),
    [
        ("sum", ("a", "unanswered")),
        ("quotient", ("a", "zero")),
        ("quotient", ("unanswered", "a")),
        ("min", ("nobody/revenu",)),
        ("product", ("1000000000000", "a")),
    ],
)
def test_the_result_is_empty_when_something_is_missing_or_has_no_sense(operation, terms):
    assert worked_out(operation, *terms) is None


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=20))
def test_a_sum_over_rows_is_exact_whatever_the_cents(minors):
    rows = [{"revenu": eur(minor)} for minor in minors]
    total = Field.read(computed("t", "sum", {"field": "g", "column": "revenu"}, currency="EUR"))
    assert compute(total, {"g": rows}) == eur(sum(minors))


def test_what_is_computed_is_shown_in_words():
    assert type_of(Field.read(computed("t", "sum"))).display(12345) == "12\u00a0345"
    assert type_of(Field.read(computed("t", "sum"))).display(3.5) == "3,50"
    assert type_of(Field.read(computed("t", "sum"))).display(eur(5)) == "0,05\u00a0€"


def test_a_calculation_is_never_taken_from_whoever_sends_it():
    form = household()
    answers = prune(form, {"loyer": eur(40_000), "enfants": [LEA], "total": eur(1)})
    assert (answers["total"], answers["nombre"], answers["reste"]) == (eur(60_000), 1, eur(20_000))
    step = form.steps[1]
    sent = step_form(step, answers=answers, data={"total": "1", "nombre": "99"})
    assert sent.is_valid()
    assert merge(step, answers, sent) == answers


def test_a_calculation_follows_the_answers_it_comes_from_and_shows_what_depends_on_it():
    form = household()
    answers = {"loyer": eur(40_000), "enfants": [LEA, TOM]}
    assert [step.key for step in visible_steps(form, answers)] == [
        "foyer",
        "totaux",
        "riche",
        "vous",
    ]
    answers["enfants"] = [LEA]
    assert "riche" not in [step.key for step in visible_steps(form, answers)]


def test_what_was_filed_is_read_as_it_was_filed():
    filed = {"loyer": eur(40_000), "enfants": [LEA], "total": eur(59_999), "nombre": 1}
    assert as_kept(household(), filed)[1] == filed
    assert prune(household(), filed)["total"] == eur(60_000)


@pytest.mark.parametrize(
    ("op", "value", "met"),
    [
        ("gt", "10", True),
        ("gt", "10,50", False),
        ("lt", "1 000", True),
        ("is", "10,5", True),
        ("is", "1050", False),
    ],
)
def test_a_sum_is_compared_in_euros(op, value, met):
    assert meets(Criterion("m", op, value), eur(1050)) is met


def mistakes(*fields: dict[str, Any], later: tuple[dict[str, Any], ...] = ()) -> str:
    before = [
        {"key": "n", "type": "number", "label": "Nombre"},
        LOYER,
        {"key": "f", "type": "amount", "label": "Francs", "currency": "XPF"},
        {"key": "t", "type": "text", "label": "Texte"},
        {"key": "g", "type": "group", "label": "Groupe", "fields": [LOYER | {"prefill": False}]},
    ]
    steps = [{"key": "s", "title": "S", "fields": [*before, *fields]}]
    steps += [{"key": "u", "title": "U", "fields": list(later)}] if later else []
    return " ".join(problems(FormSchema.read({"steps": steps})))


N, M, G = {"field": "n"}, {"field": "loyer"}, {"field": "g"}
COLUMN = {"field": "g", "column": "loyer"}


@pytest.mark.parametrize(
    "field",
    [
        computed("k", "sum", N, {"value": "3"}),
        computed("k", "sum", M, COLUMN, currency="EUR"),
        computed("k", "product", M, N, currency="EUR"),
        computed("k", "quotient", M, M),
        computed("k", "quotient", M, N, currency="EUR"),
        computed("k", "count", G),
    ],
)
def test_terms_that_go_together_are_published(field):
    assert mistakes(field) == ""


@pytest.mark.parametrize(
    ("field", "said"),
    [
        (computed("k", "sum", {"field": "x"}), "« x », qui n’existe pas"),
        (computed("k", "sum", {"field": "t"}), "ni un nombre ni un montant"),
        (computed("k", "sum", N, M), "mélange des nombres et des montants"),
        (computed("k", "sum", M, {"field": "f"}, currency="EUR"), "ou deux monnaies"),
        (computed("k", "sum", N, currency="EUR"), "donne un résultat en nombre"),
        (computed("k", "sum", M), "donne un résultat en euros"),
        (computed("k", "product", M, M, currency="EUR"), "multiplie des montants entre eux"),
        (computed("k", "quotient", N, M), "divise par un montant"),
        (computed("k", "quotient", N), "une division a deux termes"),
        (computed("k", "count", N), "compte les lignes d’un groupe"),
        (computed("k", "count", G, G), "d’un seul groupe"),
        (computed("k", "sum", G), "quelle question du groupe"),
        (
            computed("k", "sum", {"field": "g", "column": "x"}),
            "« x », qui n’est pas dans le groupe",
        ),
        (computed("k", "sum", {"field": "n", "column": "x"}), "qui n’est pas un groupe"),
        (computed("k", "product", COLUMN), "la somme ou un extrême"),
        (computed("k", "sum", {"value": "3"}), "part d’une réponse au moins"),
        (computed("k", "sum", N, {"value": "trois"}), "« trois » n’est pas un nombre"),
        (computed("k", "sum", N, {"field": "n", "value": "3"}), "pas les deux"),
        (computed("k", "sum"), "de 1 à 10 termes"),
        (computed("k", "eval", N), "l’opération « eval » n’existe pas"),
        (computed("k", "sum", N, currency="USD"), "la monnaie « USD » n’existe pas"),
        ({"key": "k", "type": "computed", "label": "K"}, "choisissez ce qui est calculé"),
        (computed("k", "sum", {"field": "k"}), "dépend d’elle-même"),
    ],
)
def test_a_calculation_that_cannot_be_made_is_not_published(field, said):
    assert said in mistakes(field)


def test_a_calculation_looks_back_only_and_never_round():
    later = {"key": "z", "type": "number", "label": "Après"}
    assert "posée plus loin" in mistakes(computed("k", "sum", {"field": "z"}), later=(later,))
    round_ = computed("k", "sum", {"field": "l"}), computed("l", "sum", {"field": "k"})
    assert "dépendent l’une de l’autre" in mistakes(*round_)


def test_what_depends_on_a_calculation_is_asked_on_a_later_page():
    on_it = {"match": "all", "tests": [{"field": "k", "op": "gt", "value": "3"}]}
    asked = {"key": "z", "type": "text", "label": "Zed", "show_if": on_it}
    assert "posez-la à une étape suivante" in mistakes(computed("k", "sum", N), asked)
    assert mistakes(computed("k", "sum", N), later=(asked,)) == ""
