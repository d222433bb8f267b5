"""Walking the steps: saved when left, back without loss, conditions, corrections, two tabs."""

import re
from typing import Any

import pytest

from tests import builders
from tests.citizen.filing.person import (
    IDENTITY,
    PLACE,
    Person,
    live_procedure,
    main_of,
    text_of,
)

pytestmark = pytest.mark.django_db


def text_field(key: str, *, required: bool = False, **more):
    return {"key": key, "type": "text", "label": key.title(), "required": required, **more}


def a_step(key: str, *fields, when: tuple[str, str] | None = None):
    step: dict[str, Any] = {"key": key, "title": f"Étape {key}", "fields": list(fields)}
    if when:
        tests = [{"field": when[0], "op": "is", "value": when[1]}]
        step["show_if"] = {"match": "all", "tests": tests}
    return step


BRANCHES = {
    "steps": [
        a_step("un", text_field("choix", required=True)),
        a_step("deux", text_field("d", required=True), when=("choix", "long")),
        a_step("trois", text_field("t"), when=("choix", "long")),
        a_step("quatre", text_field("q", required=True)),
    ]
}


@pytest.fixture
def walker(db) -> Person:
    return Person(live_procedure(BRANCHES))


def test_each_step_is_saved_when_it_is_left_and_shown_again(person):
    person.answer("lieu", PLACE)

    page = text_of(person.page("draft_step", "lieu"))

    assert f"{PLACE['quoi']}</textarea>" in page
    assert "étape 1 sur 3" in page


def test_an_error_is_listed_first_tied_to_its_field_and_keeps_what_was_typed(person):
    response = person.answer("lieu", {"danger": "oui", "quoi": "Un trou"})

    page = text_of(response)
    assert response.status_code == 400
    assert re.search(r'role="alert".*href="#id_commune".*<form method="post"', page, re.S)
    assert "Un trou</textarea>" in page
    assert "<title>Erreur" in page.replace("\n", "")


def test_what_is_right_is_saved_even_beside_an_error(person):
    person.answer("lieu", {"danger": "oui", "quoi": "Un trou"})

    assert person.answers() == {"danger": "oui", "quoi": "Un trou"}


@pytest.mark.parametrize("button", ["retour", "plus-tard"])
def test_leaving_a_step_half_done_keeps_all_of_it_even_what_is_wrong(person, button):
    person.answer("lieu", PLACE)
    half = IDENTITY | {"identite__email": "awa chez exemple", "identite__last_name": ""}

    response = person.answer("vous", half | {button: "1"})

    where = {"retour": person.step("lieu"), "plus-tard": person.at("draft_later")}
    assert response.url == where[button]
    for _ in range(2):  # a reload loses nothing either
        page = text_of(person.page("draft_step", "vous"))
        assert 'value="awa chez exemple"' in page
        assert 'value="Awa"' in page
        assert "error" not in page.split("<main")[1]


def test_a_wrong_correction_left_by_the_back_button_does_not_undo_the_right_answer(person):
    person.fill()

    person.answer("vous", IDENTITY | {"identite__email": "faux", "retour": "1"})

    assert person.answers()["identite"]["email"] == builders.IDENTITY["email"]


def test_the_first_steps_back_leads_to_the_presentation(person, procedure):
    assert person.answer("lieu", {"retour": "1"}).url == procedure.get_absolute_url()


def test_nobody_jumps_over_a_step_that_lacks_something(person):
    for name, args in (("draft_step", ["vous"]), ("draft_step", ["inconnue"])):
        assert person.page(name, *args).url == person.step("lieu")
    person.page("draft_check")
    assert person.page("draft_check").url == person.step("lieu")


def test_an_answer_sent_to_a_step_that_is_not_shown_is_kept_and_leads_on(walker):
    walker.answer("un", {"choix": "court"})

    assert walker.answer("deux", {"d": "Oui"}).url == walker.step("quatre")
    assert walker.answers()["d"] == "Oui"
    assert walker.answer("inconnue", {"d": "Oui"}).url == walker.step("quatre")


def test_conditions_decide_which_steps_are_walked_and_counted(walker):
    assert walker.answer("un", {"choix": "court"}).url == walker.step("quatre")
    assert "étape 2 sur 3" in text_of(walker.page("draft_step", "quatre"))

    assert walker.answer("un", {"choix": "long"}).url == walker.step("deux")
    assert "étape 2 sur 5" in text_of(walker.page("draft_step", "deux"))


def test_correcting_an_answer_returns_to_the_check(person):
    person.fill()
    edit = re.search(r'href="([^"]*lieu/[^"]*)"', text_of(person.page("draft_check")))[1]
    assert edit == person.step("lieu") + "?puis="
    assert "revenir à la relecture" in text_of(person.browser.get(edit))

    response = person.browser.post(edit, PLACE | {"danger": "non"})

    assert response.url == person.at("draft_check")
    assert "quoi" not in person.answers()


def test_a_correction_leads_through_every_step_that_it_newly_shows(walker):
    walker.answer("un", {"choix": "court"})
    walker.answer("quatre", {"q": "Oui"})

    response = walker.answer("un", {"choix": "long"}, "?puis=")
    assert response.url == walker.step("deux") + "?puis=trois"
    response = walker.browser.post(response.url, {"d": "Oui"})
    assert response.url == walker.step("trois") + "?puis="
    response = walker.browser.post(response.url, {})
    assert response.url == walker.at("draft_check")


def test_from_a_newly_shown_step_one_can_still_go_back_and_change_ones_mind(walker):
    walker.answer("un", {"choix": "court"})
    walker.answer("quatre", {"q": "Oui"})
    newly = walker.answer("un", {"choix": "long"}, "?puis=").url

    before = walker.browser.post(newly, {"retour": "1"}).url

    assert before.startswith(walker.step("un") + "?puis=deux")
    assert walker.browser.post(before, {"choix": "court"}).url == walker.at("draft_check")


def test_a_hidden_answer_is_dropped_from_what_is_filed_and_comes_back_when_shown_again(walker):
    walker.answer("un", {"choix": "long"})
    walker.answer("deux", {"d": "Gardé"})
    walker.answer("un", {"choix": "court"})
    walker.answer("quatre", {"q": "Oui"})
    assert "Gardé" not in main_of(walker.page("draft_check"))

    walker.answer("un", {"choix": "long"})

    assert 'value="Gardé"' in text_of(walker.page("draft_step", "deux"))


def test_an_answer_that_is_hidden_now_shows_no_question(db):
    asks = {"key": "suite", "type": "text", "label": "Suite", "required": True}
    asks["show_if"] = {"match": "all", "tests": [{"field": "d", "op": "filled"}]}
    steps = [*BRANCHES["steps"][:2], a_step("fin", asks, text_field("q"))]
    person = Person(live_procedure({"steps": steps}))
    person.answer("un", {"choix": "long"})
    person.answer("deux", {"d": "Oui"})
    person.answer("un", {"choix": "court"})

    assert "Suite" not in main_of(person.page("draft_step", "fin"))
    assert person.answer("fin", {}).url == person.at("draft_check")


def test_two_drafts_in_two_tabs_do_not_mix(procedure):
    one = Person(procedure)
    two = Person(procedure, one.browser)
    one.answer("lieu", PLACE)
    two.answer("lieu", PLACE | {"quoi": "Un lampadaire"})

    assert PLACE["quoi"] in text_of(one.page("draft_step", "lieu"))
    assert "Un lampadaire" in text_of(two.page("draft_step", "lieu"))


def seen_on(person: Person, key: str) -> str:
    return re.search(r'name="_vu" value="(\w+)"', text_of(person.page("draft_step", key)))[1]


def test_two_tabs_on_one_step_the_last_wins_and_says_so(person):
    seen = seen_on(person, "lieu")
    person.answer("lieu", PLACE | {"_vu": seen})

    said = person.answer("lieu", PLACE | {"quoi": "Autre", "_vu": seen})

    assert "depuis l’ouverture de la page" in main_of(person.browser.get(said.url))
    assert person.answers()["quoi"] == "Autre"


def test_the_same_step_sent_twice_or_two_steps_in_two_tabs_raise_no_alarm(person):
    lieu, vous = seen_on(person, "lieu"), "0" * 16
    person.answer("lieu", PLACE | {"_vu": lieu})
    person.answer("lieu", PLACE | {"_vu": lieu})
    vous = seen_on(person, "vous")
    response = person.answer("vous", IDENTITY | {"_vu": vous})

    assert "depuis l’ouverture" not in main_of(person.browser.get(response.url))
    assert set(person.answers()) == {"commune", "danger", "quoi", "identite"}
