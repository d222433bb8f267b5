"""The step of the identity also asks for whom it is, and how to reach whoever files safely."""

from typing import Any

import pytest

from portal.demandes.models import CAUTIONS, Demande
from portal.messaging.models import OutboundMessage
from portal.procedures.models import ForWhom
from tests.citizen.filing.person import IDENTITY, PLACE, Person, live_procedure, main_of, text_of

pytestmark = pytest.mark.django_db
LEA = {
    "autour-whom": "other",
    "autour-link": "parent",
    "autour-last_name": "Marchand",
    "autour-first_name": "Léa",
    "autour-email": "lea@courriel.example",
    "autour-phone": "06 98 76 54 32",
}


def at_identity(for_whom: ForWhom = ForWhom.ANYBODY) -> Person:
    person = Person(live_procedure(for_whom=for_whom))
    person.answer("lieu", PLACE)
    return person


def say(person: Person, data: dict[str, Any] | None = None) -> Any:
    return person.answer("vous", IDENTITY | (data or {}))


def test_the_check_says_for_whom_and_it_is_filed_so() -> None:
    person = at_identity()
    assert say(person, LEA).url == person.at("draft_check")
    check = text_of(person.page("draft_check"))
    assert "Léa Marchand" in check
    assert "Son parent" in check
    person.file()
    demande = Demande.objects.get()
    assert (demande.beneficiary_name, demande.beneficiary_phone) == ("Léa Marchand", "+33698765432")


@pytest.mark.parametrize("for_whom", [ForWhom.OWN, ForWhom.REPORT])
def test_the_procedure_decides_whether_it_is_asked(for_whom: ForWhom) -> None:
    person = at_identity(for_whom)
    page = text_of(person.browser.get(person.step("vous")))
    assert "Pour qui faites-vous" not in page
    assert "sans risque" in page
    say(person, LEA)
    person.file()
    assert not Demande.objects.get().for_other


def test_only_the_step_of_the_identity_asks() -> None:
    person = Person(live_procedure(for_whom=ForWhom.ANYBODY))
    assert "sans risque" not in text_of(person.browser.get(person.step("lieu")))


@pytest.mark.parametrize("lost", ["autour-link", "autour-last_name", "autour-first_name"])
def test_what_is_missing_about_the_other_person_is_asked_for(lost: str) -> None:
    person = at_identity()
    assert say(person, LEA | {lost: ""}).status_code == 400
    assert person.page("draft_check").url == person.step("vous")
    assert person.file().url == person.step("vous")
    assert not Demande.objects.exists()


def test_leaving_it_unfinished_loses_nothing_that_was_typed() -> None:
    person = at_identity()
    say(person, LEA | {"autour-email": "pas une adresse", "plus-tard": "1"})
    page = text_of(person.browser.get(person.step("vous")))
    assert "pas une adresse" in page
    assert "Marchand" in page


def test_changing_ones_mind_forgets_the_other_person() -> None:
    person = at_identity()
    say(person, LEA)
    say(person, LEA | {"autour-whom": "me"})
    person.file()
    assert Demande.objects.get().beneficiary_name == ""


def test_another_reason_is_said_in_words() -> None:
    person = at_identity()
    untold = LEA | {"autour-untold": "other"}
    assert say(person, untold).status_code == 400
    say(person, untold | {"autour-untold_why": "Elle est en voyage."})
    assert "Elle est en voyage." in text_of(person.page("draft_check"))
    person.file()
    assert not OutboundMessage.objects.filter(key__endswith=":beneficiary").exists()


@pytest.mark.parametrize("caution", CAUTIONS)
def test_each_caution_is_kept_and_filed(caution: str) -> None:
    person = at_identity(ForWhom.OWN)
    say(person, {"autour-safe": "unsafe", "autour-cautions": caution})
    assert "précautions" in main_of(person.page("draft_check"))
    person.file()
    assert Demande.objects.get().cautions == [caution]


def test_cautions_are_chosen() -> None:
    person = at_identity()
    assert say(person, {"autour-safe": "unsafe"}).status_code == 400
    assert say(person, {"autour-safe": "unsafe", "autour-cautions": "intrus"}).status_code == 400


def test_cautions_count_only_when_they_are_asked_for() -> None:
    person = at_identity()
    say(person, {"autour-safe": "safe", "autour-cautions": "no_email"})
    person.file()
    assert Demande.objects.get().cautions == []


def test_a_change_in_another_tab_is_read_again_before_filing() -> None:
    person = at_identity()
    say(person)
    seen = {"_vu": person.page("draft_check").context["seen"]}
    say(person, LEA)
    assert person.browser.post(person.at("draft_check"), seen).status_code == 200
    assert not Demande.objects.exists()


def test_the_link_to_come_back_uses_neutral_words_too() -> None:
    person = at_identity()
    say(person, {"autour-safe": "unsafe", "autour-cautions": "neutral"})
    person.browser.post(person.at("draft_later"), {"email": "awa@courriel.example"})
    mail = OutboundMessage.objects.get()
    assert person.procedure.title not in mail.text
    assert (mail.subject, mail.sender_name) == ("Un message pour vous", "Message personnel")


def test_nothing_is_kept_once_it_is_filed() -> None:
    person = at_identity()
    say(person)
    person.file()
    say(person, LEA)
    assert not Demande.objects.get().for_other
    person.draft.refresh_from_db()
    assert not person.draft.for_other
