"""The numbers that words of danger bring."""

import pytest

from portal.directory.public_holidays import Territory
from search.danger import Danger, dangers, emergencies
from search.danger.models import EmergencyNumber
from search.danger.numbers import defaults, numbers_for

pytestmark = pytest.mark.django_db
PACIFIC = ["FR-NC", "FR-PF", "FR-WF", "FR-PM"]


def numbers(text: str, **where: str) -> list[str]:
    return [each.number for each in emergencies(text, **where)]


def test_each_danger_brings_its_own_number_first() -> None:
    assert numbers("il me frappe") == ["3919", "17", "114"]
    assert numbers("jveux mourire")[0] == "3114"
    assert numbers("a la ru ce soir")[0] == "115"
    assert numbers("mon fils est battu")[0] == "119"


def test_an_ordinary_sentence_brings_nothing_and_costs_no_query(
    django_assert_num_queries,
) -> None:
    with django_assert_num_queries(0):
        assert emergencies("déclarer un décès") == ()


def test_the_numbers_come_in_one_query(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        emergencies("il me frappe et je veux mourir")


def test_those_who_cannot_speak_write_to_the_114() -> None:
    last = emergencies("il me frappe")[-1]
    assert (last.number, last.url) == ("114", "sms:114")


@pytest.mark.parametrize("danger", Danger)
@pytest.mark.parametrize("territory", Territory)
def test_no_danger_is_left_without_a_number_anywhere(danger: Danger, territory: str) -> None:
    assert numbers_for([danger], territory)
    EmergencyNumber.objects.all().delete()
    assert numbers_for([danger], territory)


@pytest.mark.parametrize("territory", PACIFIC)
def test_where_the_mainland_s_numbers_do_not_answer_others_do(territory: str) -> None:
    found = numbers("il me frappe", territory=territory)
    assert "17" in found
    assert "3919" not in found


def test_new_caledonia_has_its_own() -> None:
    assert numbers("il me frappe", territory="FR-NC") == ["05 11 11", "05 30 30", "17"]


def test_the_administrator_s_word_is_the_last() -> None:
    EmergencyNumber.objects.filter(number="3919").update(name="Écoute", when="Le matin")
    first = emergencies("il me frappe")[0]
    assert (first.name, first.when) == ("Écoute", "Le matin")


def test_the_numbers_shipped_are_those_of_the_table() -> None:
    written = set(EmergencyNumber.objects.values_list("territory", "number"))
    assert written == {(row["territory"], row["number"]) for row in defaults()}


@pytest.mark.parametrize("text", ["", "\x00", "é" * 100_000, "' OR 1=1", "😭😭", "a " * 50_000])
def test_any_text_is_read(text: str) -> None:
    assert dangers(text) == ()
