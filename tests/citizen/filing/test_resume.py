"""Leaving and coming back: expired sessions, links by e-mail, other devices, other people."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from citizen.filing import links
from citizen.filing.resume import LINKS_BY_DRAFT, SENT
from portal.demandes.models import Demande, Draft
from portal.messaging.models import OutboundMessage
from tests import builders
from tests.citizen.filing.person import IDENTITY, PLACE, Person, live_procedure, main_of, text_of

pytestmark = pytest.mark.django_db
EMAIL = builders.IDENTITY["email"]


def ask_link(person: Person, email: str = "awa@exemple.fr"):
    return person.browser.post(person.at("draft_later"), {"email": email})


def link_in(message: OutboundMessage) -> str:
    return re.search(r"https?://[^/]+(/reprendre/\S+)", message.text)[1]


def late_answer(person: Person, key: str, data: dict[str, str]):
    """The same device, whose session is over; its other cookies remain."""
    person.browser.session.flush()
    return person.browser.post(person.step(key), data)


def test_another_browser_with_the_address_reads_nothing(person):
    person.fill()

    for name, args in (("draft_step", ["lieu"]), ("draft_check", []), ("draft_later", [])):
        response = Client().get(person.at(name, *args))
        assert response.status_code == 403
        assert "Votre session a expiré" in main_of(response)
        said = text_of(response)
        assert not any(words in said for words in (PLACE["quoi"], EMAIL, "Delattre"))
    assert Client().post(person.at("draft_check")).status_code == 403
    person.draft.refresh_from_db()
    assert person.draft.filed_at is None


def test_a_guessed_token_finds_nothing(person):
    for token in ("x" * 32, person.draft.token[:-1] + "_", str(person.draft.pk)):
        address = person.step("lieu").replace(person.draft.token, token)
        assert person.browser.get(address).status_code == 404
        assert person.browser.post(address, PLACE).status_code == 404


def test_what_is_sent_after_the_session_ended_is_saved_and_not_shown(person):
    response = late_answer(person, "lieu", PLACE)

    assert response.status_code == 403
    assert "ce que vous venez d’envoyer est enregistré" in main_of(response)
    assert PLACE["quoi"] not in text_of(response)
    assert person.answers()["quoi"] == PLACE["quoi"]


def test_without_a_known_address_one_goes_on_with_the_same_device(person):
    late_answer(person, "lieu", PLACE)

    assert person.browser.post(person.at("draft_here")).url == person.step("vous")
    assert PLACE["quoi"] in text_of(person.page("draft_step", "lieu"))


def test_even_what_was_wrong_is_found_again_after_the_session_ended(person):
    late_answer(person, "lieu", {"commune": "Nulle-Part-sur-Rien", "quoi": "Un trou"})

    back = person.browser.post(person.at("draft_here")).url

    assert back == person.step("lieu")
    assert 'value="Nulle-Part-sur-Rien"' in text_of(person.browser.get(back))


def test_with_a_known_address_only_the_link_sent_there_opens_the_draft(person):
    person.fill()
    other = Client()
    assert "Recevoir le lien" in main_of(other.get(person.at("draft_check")))
    assert other.post(person.at("draft_here")).status_code == 403

    response = other.post(person.at("draft_send_link"))

    assert SENT in main_of(response)
    assert EMAIL not in text_of(response)
    message = OutboundMessage.objects.get()
    assert message.recipient == EMAIL
    assert other.get(link_in(message)).url == person.at("draft_check")
    assert other.get(person.at("draft_check")).status_code == 200


def test_a_link_opens_the_draft_where_it_was_left_and_changes_nothing(person):
    person.answer("lieu", PLACE)
    assert ask_link(person).url == person.at("draft_later")
    link = link_in(OutboundMessage.objects.get())
    before = Draft.objects.values().get()

    for method in ("head", "get", "get"):
        assert getattr(Client(), method)(link).url == person.step("vous")

    assert Draft.objects.values().get() == before


@pytest.mark.parametrize(
    ("left_at", "back_at"), [("debut", "choix"), ("choix", "choix"), ("fin", "verifier")]
)
def test_one_comes_back_to_the_step_that_was_left_unfinished(db, left_at, back_at):
    text = {"type": "text", "label": "Texte"}
    steps = [
        {"key": "debut", "title": "Début", "fields": [text | {"key": "a"}]},
        {"key": "choix", "title": "Choix", "fields": [text | {"key": "b", "required": True}]},
        {"key": "fin", "title": "Fin", "fields": [text | {"key": "c"}]},
    ]
    person = Person(live_procedure({"steps": steps}))
    if left_at == "fin":
        person.answer("choix", {"b": "Oui"})
    person.answer(left_at, {"plus-tard": "1"})
    ask_link(person)

    address = Client().get(link_in(OutboundMessage.objects.get())).url

    wanted = person.at("draft_check") if back_at == "verifier" else person.step(back_at)
    assert address == wanted


def test_one_may_change_ones_mind_and_go_on_at_once(person):
    person.answer("lieu", PLACE | {"plus-tard": "1"})

    page = text_of(person.page("draft_later"))

    assert f'<a href="{person.step("vous")}">Continuer maintenant</a>' in page


def test_the_message_is_the_same_whatever_the_address(person):
    pages = []
    for email in ("connue@exemple.fr", "inconnue@exemple.fr"):
        ask_link(person, email)
        pages.append(main_of(person.page("draft_later")).replace(email, ""))

    assert pages[0] == pages[1]


def test_an_address_that_is_none_gets_a_sentence(person):
    for email in ("", "pas une adresse", "a@b", "é" * 300 + "@exemple.fr", "a\x00@exemple.fr"):
        assert ask_link(person, email).status_code == 400
    assert not OutboundMessage.objects.exists()


def test_a_double_click_sends_one_message_and_too_many_are_refused(person):
    with time_machine.travel(timezone.now().replace(second=0), tick=False) as clock:
        ask_link(person)
        ask_link(person)
        assert OutboundMessage.objects.count() == 1
        statuses = []
        for _ in range(LINKS_BY_DRAFT - 1):
            clock.shift(timedelta(minutes=1))
            statuses.append(ask_link(person).status_code)

    assert statuses == [302] * (LINKS_BY_DRAFT - 2) + [429]


def test_nobody_is_flooded_from_several_drafts(procedure):
    people = [Person(procedure) for _ in range(LINKS_BY_DRAFT + 1)]

    assert [ask_link(each).status_code for each in people] == [302] * LINKS_BY_DRAFT + [429]


def test_a_confidential_procedure_is_not_named_in_the_message(db):
    person = Person(live_procedure(title="Aide après des violences", confidential=True))
    ask_link(person)

    message = OutboundMessage.objects.get()

    assert "violences" not in message.text + message.html + message.subject


def test_links_die_after_thirty_days_on_filing_and_with_a_new_address(person):
    ask_link(person, "faute@exemple.fr")
    wrong = link_in(OutboundMessage.objects.get())
    ask_link(person, "awa@exemple.fr")
    assert "ne fonctionne plus" in main_of(Client().get(wrong))

    right = links.secret_of(Draft.objects.get())
    with time_machine.travel(timezone.now() + timedelta(days=settings.DRAFT_DAYS, minutes=1)):
        assert links.draft_of(right) is None
    assert links.draft_of(right) == person.draft

    person.fill()
    person.file()
    assert links.draft_of(right) is None


def test_a_link_that_another_replaced_says_where_to_look(person):
    ask_link(person, "faute@exemple.fr")
    wrong = link_in(OutboundMessage.objects.get())
    assert Client().get(wrong).status_code == 302
    ask_link(person, "awa@exemple.fr")

    response = Client().get(wrong)
    assert response.status_code == 404
    assert "Un lien plus récent l’a remplacé" in main_of(response)
    assert "déjà déposée" not in main_of(response)
    assert "awa@exemple.fr" not in text_of(response)


def test_a_link_that_is_only_too_old_was_not_replaced(person):
    secret = links.secret_of(person.draft)
    late = timezone.now() + timedelta(days=settings.DRAFT_DAYS, minutes=1)
    with time_machine.travel(late):
        response = Client().get(reverse("draft_resume", args=[secret]))
    assert response.status_code == 404
    assert "remplacé" not in main_of(response)


def test_a_link_opened_after_filing_says_so_and_shows_nothing_of_it(person):
    ask_link(person)
    link = link_in(OutboundMessage.objects.get())
    person.fill()
    filed = person.file().url

    assert person.browser.get(link).url == filed
    stranger = Client()
    response = stranger.get(link)
    assert response.status_code == 403
    assert "Cette demande est déjà déposée" in main_of(response)
    assert f'href="{reverse("tracking")}"' in text_of(response)
    demande = Demande.objects.get()
    for secret in (demande.reference, demande.tracking_code, person.draft.token, EMAIL):
        assert secret not in text_of(response)
    assert stranger.get(filed).status_code == 403


@pytest.mark.parametrize("secret", ["x", "x.y.z", "é", "0" * 32, "0" * 32 + ".1.x", "%00"])
def test_a_forged_link_says_what_to_do(client, secret):
    response = client.get(reverse("draft_resume", args=[secret]))

    assert response.status_code == 404
    assert "Ce lien ne fonctionne plus" in main_of(response)


def test_a_spoilt_link_opens_nothing(person):
    secret = links.secret_of(person.draft)
    for spoilt in (secret[:-1], secret[1:], secret[:-1] + ("a" if secret[-1] != "a" else "b")):
        assert links.draft_of(spoilt) is None


def test_after_filing_a_stranger_is_led_to_the_tracking_page(person):
    person.fill()
    person.file()

    for response in (
        Client().get(person.at("draft_filed")),
        Client().post(person.at("draft_here")),
        Client().post(person.at("draft_send_link")),
        Client().post(person.step("lieu"), IDENTITY),
    ):
        assert response.status_code == 403
        assert "Suivre ma demande" in main_of(response)
    assert OutboundMessage.objects.filter(topic__startswith="draft:").count() == 0


def test_no_page_of_a_draft_is_cached_or_indexed(person):
    for name, args in (("draft_step", ["lieu"]), ("draft_later", [])):
        response = person.page(name, *args)
        assert "no-store" in response["Cache-Control"]
        assert 'name="robots" content="noindex"' in text_of(response)
