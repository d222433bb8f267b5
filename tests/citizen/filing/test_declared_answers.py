"""Rows, sums and calculations, from the first page to the demande."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from portal.demandes import answers as read
from portal.demandes import receipt
from portal.demandes.carrying import carry
from portal.demandes.models import Demande
from portal.procedures.schema import FormSchema
from tests.citizen.filing.person import IDENTITY, Person, live_procedure, main_of, text_of
from tests.portal.procedures.households import FORM, GROUP, LEA, TOM, child, eur, household, typed

ROWS = [child("Léa", "12/03/2015", "600"), child("Tom", "1/7/2018", "400,51")]
RENT = {"loyer": "400"}


@pytest.fixture
def somebody(db: None) -> Person:
    return Person(live_procedure(FORM))


def press(person: Person, button: str, value: str, *rows: dict[str, str], **more: Any) -> Any:
    return person.answer("foyer", RENT | typed(*rows) | {button: value} | more)


def page(person: Person) -> str:
    return text_of(person.page("draft_step", "foyer"))


def test_a_row_is_added_and_removed_by_posting(somebody):
    assert "Enfant 1" not in page(somebody).split("Ajouter")[0]
    added = press(somebody, "_ajouter", "enfants")
    assert added.url == somebody.step("foyer") + "#id_enfants__0"
    assert 'id="id_enfants__0" tabindex="-1"' in page(somebody)
    press(somebody, "_ajouter", "enfants", ROWS[0])
    assert page(somebody).count('value="Léa"') == 1
    assert "Retirer Enfant 2" in page(somebody)
    gone = press(somebody, "_retirer", "enfants__0", *ROWS)
    assert gone.url == somebody.step("foyer") + "#id_enfants__rows"
    assert 'value="Léa"' not in page(somebody)
    assert somebody.answers()["enfants"] == [TOM]


def test_a_button_pressed_twice_does_it_once(somebody):
    for _click in range(2):
        press(somebody, "_retirer", "enfants__0", *ROWS)
    assert somebody.answers()["enfants"] == [TOM]
    for _click in range(2):
        press(somebody, "_ajouter", "enfants", ROWS[1])
    assert "Enfant 2" in page(somebody)
    assert "Retirer Enfant 3" not in page(somebody)


def test_nothing_typed_is_lost_when_a_row_is_added(somebody):
    press(somebody, "_ajouter", "enfants", child("Léa", "hier"), loyer="beaucoup")
    shown = page(somebody)
    assert 'value="hier"' in shown
    assert 'value="beaucoup"' in shown
    assert "à corriger" not in shown


def test_an_error_leads_to_its_row_and_the_rest_is_kept_for_later(somebody):
    refused = somebody.answer("foyer", RENT | typed(ROWS[0], child("", "1/7/2018")))
    assert refused.status_code == 400
    assert '<a href="#id_enfants__1__prenom">Enfant 2, prénom : Remplissez' in text_of(refused)
    assert somebody.answers()["enfants"] == [LEA, {"naissance": "2018-07-01"}]
    assert somebody.page("draft_check").url == somebody.step("foyer")


def test_rows_outlive_the_session(somebody):
    Session.objects.all().delete()
    closed = press(somebody, "_ajouter", "enfants", *ROWS)
    assert closed.status_code == 403
    assert somebody.answers()["enfants"] == [LEA, TOM]


def filed(person: Person) -> Demande:
    person.answer("foyer", RENT | typed(*ROWS))
    person.answer("totaux", {"total": "1"})
    person.answer("riche", {"pourquoi": "Un héritage"})
    person.answer("vous", IDENTITY)
    checked = main_of(person.page("draft_check"))
    for words in (
        "Enfant 2",
        "Prénom : Tom",
        "Revenu : 400,51 €",
        "Total",
        "1 000,51 €",
        "600,51 €",
    ):
        assert words in checked
    assert person.file().url == person.at("draft_filed")
    return Demande.objects.get(draft_key=person.draft.pk)


def test_what_is_computed_is_shown_checked_filed_and_frozen(somebody):
    assert "pas encore connu" not in main_of(somebody.page("draft_step", "foyer"))
    demande = filed(somebody)
    assert demande.answers["enfants"] == [LEA, TOM]
    assert (demande.answers["total"], demande.answers["nombre"]) == (eur(100_051), 2)
    tracked = main_of(somebody.browser.get(reverse("tracked", args=[demande.reference])))
    assert "Enfant 2" in tracked
    assert "1 000,51 €" in tracked
    printed = dict(receipt.context(demande)["sections"])
    assert (
        "Enfant 1",
        "Prénom\u00a0: Léa\nDate de naissance\u00a0: 12/03/2015\nRevenu\u00a0: 600,00\u00a0€",
    ) in printed["Le foyer"]
    assert ("Total", "1\u00a0000,51\u00a0€") in printed["Les totaux"]
    variables = read.by_key(demande)
    assert variables["total"] == "1\u00a0000,51\u00a0€"
    assert variables["enfants"].splitlines()[1].startswith("Enfant 2\u00a0: Prénom\u00a0: Tom")
    agents = dict(read.titled(demande, [], "demande_attachment"))
    assert [line["label"] for line in agents["Le foyer"]] == ["Loyer", "Enfant 1", "Enfant 2"]
    demande.answers["total"] = eur(5)  # read as it was filed, whatever the operation is worth today
    assert read.by_key(demande)["total"] == "0,05\u00a0€"
    assert "0,05\u00a0€" in dict(dict(receipt.context(demande)["sections"])["Les totaux"])["Total"]


def entered(**group: Any) -> FormSchema:
    return FormSchema.read({"steps": [{"key": "s", "title": "S", "fields": [GROUP | group]}]})


CARRIED = {"loyer": eur(40_000), "enfants": [LEA, TOM], "total": eur(1)}


def test_rows_and_sums_are_carried_and_what_is_computed_is_computed_again():
    kept = carry(CARRIED, left=household(), entered=household())
    assert kept["enfants"] == [LEA, TOM]
    assert kept["total"] == eur(100_051)


def test_of_rows_only_what_the_other_form_asks_is_carried():
    column = {"key": "prenom", "type": "text", "label": "Prénom", "required": True}
    fewer = carry(CARRIED, left=household(), entered=entered(fields=[column]))
    assert fewer == {"enfants": [{"prenom": "Léa"}, {"prenom": "Tom"}]}
    more = [column, {"key": "classe", "type": "text", "label": "Classe", "required": True}]
    assert carry(CARRIED, left=household(), entered=entered(fields=more)) == fewer
    francs = [column, {"key": "revenu", "type": "amount", "label": "R", "currency": "XPF"}]
    assert carry(CARRIED, left=household(), entered=entered(fields=francs)) == fewer


def test_rows_that_the_other_form_has_no_room_for_are_left_whole():
    assert carry(CARRIED, left=household(), entered=entered(max=1)) == {}
