"""Whatever one answers, goes back to or corrects: never a dead end, and what is filed was said."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.demandes.models import Demande
from portal.procedures.conditions import prune
from tests.citizen.filing.person import Person, live_procedure

pytestmark = pytest.mark.django_db


def when(field: str, value: str) -> dict[str, Any]:
    return {"match": "all", "tests": [{"field": field, "op": "is", "value": value}]}


def yes_no(key: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "type": "yes_no", "label": key.title(), "required": True} | more


def words(key: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "type": "text", "label": key.title(), "max_length": 20} | more


def step(key: str, *fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"key": key, "title": key.title(), "fields": list(fields)} | more


# Steps hidden by answers, fields hidden on their own page, a step emptied by what hides its fields.
FORM = {
    "steps": [
        step("debut", yes_no("a"), words("b", required=True, show_if=when("a", "oui"))),
        step("detail", yes_no("c"), words("d"), show_if=when("a", "oui")),
        step("suite", words("e", required=True, show_if=when("c", "oui")), words("f")),
        step("cas", words("g", required=True, show_if=when("c", "non"))),
        step("fin", yes_no("h"), words("i", required=True, show_if=when("h", "oui"))),
    ]
}
KEYS = {each["key"]: [field["key"] for field in each["fields"]] for each in FORM["steps"]}
ANSWERS = st.fixed_dictionaries(
    {
        key: st.sampled_from(["oui", "non", ""]) if key in "ach" else st.sampled_from(["", "mot"])
        for keys in KEYS.values()
        for key in keys
    }
)
MOVES = st.lists(
    st.tuples(
        st.sampled_from(["send", "send", "send", "retour", "plus-tard", "open", "check", "edit"]),
        st.sampled_from(list(KEYS)),
        ANSWERS,
    ),
    max_size=12,
)


def visit(person: Person, address: str) -> str:
    """Follow redirections to a page; where it is. A loop or an error is a dead end."""
    response = person.browser.get(address, follow=True)
    assert response.status_code == 200
    assert len(response.redirect_chain) <= 3
    return response.redirect_chain[-1][0] if response.redirect_chain else address


def move(person: Person, here: str, what: str, key: str, answers: dict[str, str]) -> str:
    """Do one thing from the page `here`; the address of the page that one sees then."""
    if what in {"open", "edit"}:
        return visit(person, person.step(key) + ("?puis=" if what == "edit" else ""))
    if what == "check" or "/etape/" not in here:
        return visit(person, person.at("draft_check"))
    step_key = here.split("/etape/")[1].split("/", maxsplit=1)[0]
    data = {name: answers[name] for name in KEYS[step_key]}
    response = person.browser.post(here, data | ({} if what == "send" else {what: "1"}))
    return here if response.status_code == 400 else visit(person, response.url)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(moves=MOVES, last=ANSWERS)
def test_a_random_walk_never_ends_nowhere_and_files_what_was_said(db, moves, last):
    procedure = live_procedure(FORM)
    person = Person(procedure)
    here = visit(person, person.first)
    for what, key, answers in moves:
        here = move(person, here, what, key, answers)
        if "/saisie/" not in here:  # back to the presentation: the browser's arrow
            here = visit(person, person.step("debut"))

    good = {key: value or ("non" if key in "ach" else "mot") for key, value in last.items()}
    here = visit(person, person.at("draft_check"))
    for _ in range(len(KEYS) + 1):
        if here.endswith("/verifier/"):
            break
        here = move(person, here, "send", "", good)
    said = person.answers()

    assert person.file().url == person.at("draft_filed")
    demande = Demande.objects.get(draft_key=person.draft.pk)
    assert demande.answers == prune(person.draft.form_version.form, said)
