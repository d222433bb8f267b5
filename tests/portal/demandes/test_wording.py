"""The words by which a demande is found, and the index of each engine that holds them."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from portal.demandes.fulltext import lay_sqlite
from portal.demandes.models import Demande
from portal.demandes.wording import MOST_WORDS, search_text_of
from portal.text.french import stems
from tests.builders import make_demande, make_procedure

CHILD = {"key": "prenom", "type": "text", "label": "Prénom", "required": True}
STEPS = {
    "steps": [
        {
            "key": "quoi",
            "title": "Quoi",
            "fields": [
                {"key": "mots", "type": "long_text", "label": "Dites-nous"},
                {"key": "ou", "type": "place", "label": "Où ?"},
                {"key": "combien", "type": "number", "label": "Combien ?"},
                {
                    "key": "enfants",
                    "type": "group",
                    "label": "Vos enfants",
                    "fields": [CHILD],
                },
            ],
        }
    ]
}
ANSWERS = {
    "mots": "L’éclairage clignote",
    "ou": {"label": "Place des Tanneurs", "lat": 50.29, "lon": 2.77},
    "combien": 7731,
    "enfants": [{"prenom": "Célestine"}, {"prenom": "Gaspard"}],
}


@pytest.fixture
def filed(db: None) -> Demande:
    demande = make_demande(make_procedure(STEPS, title="Signaler une panne"))
    demande.answers = ANSWERS
    demande.search_text = search_text_of(demande)
    demande.save()
    return demande


def found(typed: str) -> list[int]:
    """By the index."""
    return list(Demande.objects.saying(stems(typed)).order_by("pk").values_list("pk", flat=True))


def read(typed: str) -> list[int]:
    """By reading the words of each."""
    return list(Demande.objects.read_for(stems(typed)).order_by("pk").values_list("pk", flat=True))


@pytest.mark.parametrize(
    "typed",
    ["panne", "clignotait", "tanneurs", "celestine", "gasp", "PANNES éclair", "signaler gaspard"],
)
def test_a_demande_is_found_by_what_was_written_in_it(filed: Demande, typed: str) -> None:
    make_demande()
    assert found(typed) == read(typed) == [filed.pk]


def test_a_demande_is_found_by_either_half_of_its_reference(filed: Demande) -> None:
    for half in filed.reference.removeprefix("D-").split("-"):
        assert found(half) == read(half) == [filed.pk]


@pytest.mark.parametrize("typed", ["ignote", "7731", "50", "panne piscine"])
def test_the_middle_of_a_word_a_number_and_a_word_too_many_find_nothing(
    filed: Demande, typed: str
) -> None:
    assert found(typed) == read(typed) == []


@pytest.mark.parametrize(
    ("enough", "among", "are_near"), [(2, 4, True), (3, 4, False), (2, 3, False), (1, 0, False)]
)
def test_words_are_near_when_enough_of_the_first_ones_say_them(
    db: None, enough: int, among: int, are_near: bool
) -> None:
    said = ["fontain", "", "eclair", "fontain plac"]
    for words in said:
        Demande.objects.filter(pk=make_demande().pk).update(search_text=words)
    rows = Demande.objects.order_by("pk")
    assert rows.are_near(["fontain"], enough=enough, among=among) == are_near
    assert not rows.none().are_near(["fontain"], enough=1, among=4)


def test_the_index_follows_a_change_and_forgets_what_is_gone(filed: Demande) -> None:
    Demande.objects.filter(pk=filed.pk).update(search_text="fontain")
    assert (found("panne"), found("fontaine")) == ([], [filed.pk])
    Demande.objects.filter(pk=filed.pk).update(search_text="")
    assert found("fontaine") == []


def test_a_long_letter_is_kept_to_its_first_words(filed: Demande) -> None:
    filed.answers = {"mots": " ".join(f"mot{number}" for number in range(1_000))}
    kept = search_text_of(filed).split()
    assert len(kept) == len(set(kept)) == MOST_WORDS
    assert "pann" in kept


def test_the_words_of_every_demande_can_be_written_again(filed: Demande) -> None:
    other = make_demande()
    Demande.objects.update(search_text="")
    for changed in (2, 0):
        out = StringIO()
        call_command("reindex_demandes", stdout=out)
        assert out.getvalue().startswith(f"{changed} demandes")
    assert found("celestine") == [filed.pk]
    assert found(other.reference[2:6]) == [other.pk]


def test_sqlite_finds_again_what_a_copied_table_lost(filed: Demande) -> None:
    """PostgreSQL has an index like any other: there is nothing to lose."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER demande_words_update")
        Demande.objects.filter(pk=filed.pk).update(search_text="fontain")
        assert found("fontaine") == []
        lay_sqlite(connection)
    else:
        Demande.objects.filter(pk=filed.pk).update(search_text="fontain")
    assert found("fontaine") == [filed.pk]
