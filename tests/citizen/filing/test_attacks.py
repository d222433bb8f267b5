"""What nobody should send: the page answers with a sentence, keeps what was typed, and stands."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.citizen.filing.person import PLACE, Person, main_of, text_of
from tests.portal.media import samples

pytestmark = pytest.mark.django_db

SCRIPT = "</textarea><script>alert(1)</script>"


@pytest.mark.parametrize(
    "words", ["\x00", "a\x00b", "é" * 20_000, SCRIPT, "\u202e\ufeff", "{{ 7|add:7 }}", "%s'\";--"]
)
def test_hostile_words_get_an_answer_and_come_back_as_words(person, words):
    response = person.answer("lieu", PLACE | {"quoi": words})

    assert response.status_code in {302, 400}
    for page in (response, person.page("draft_step", "lieu")):
        assert "<script>alert(1)" not in text_of(page)


def test_broken_utf8_gets_an_answer(person):
    body = b"commune=62041&danger=oui&quoi=%ff%fe%80\xff"
    response = person.browser.generic(
        "POST", person.step("lieu"), body, content_type="application/x-www-form-urlencoded"
    )

    assert response.status_code in {302, 400}


def test_a_megabyte_of_words_is_refused_with_a_page(person):
    response = person.answer("lieu", PLACE | {"quoi": "a" * 1_100_000})

    assert response.status_code == 400
    assert "Nous n’avons pas compris cet envoi" in main_of(response)


def test_thousands_of_fields_are_refused(person):
    response = person.answer("lieu", {f"champ{number}": "1" for number in range(500)})

    assert response.status_code == 400


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("facture.pdf", samples.HTML),
        ("photo.jpg", samples.SVG),
        ("dessin.svg", samples.SVG),
        ("lettre.docx", samples.WINDOWS_PROGRAM),
        ("page.html", samples.HTML),
        ("vide.pdf", b""),
        ("\u202egpj.exe", samples.WINDOWS_PROGRAM),
        ("a" * 400 + ".pdf", samples.PDF),
    ],
)
def test_files_that_are_not_what_they_say_are_refused_by_name(person, name, content):
    response = person.answer("lieu", PLACE | {"photos": [samples.upload(name, content)]})

    assert response.status_code == 400
    assert 'role="alert"' in text_of(response)
    assert person.names_of_files() == []


def test_a_file_in_a_field_of_words_and_words_in_a_field_of_files_do_no_harm(person):
    person.answer("lieu", PLACE | {"quoi": samples.upload("a.txt", samples.TEXT), "photos": "mots"})

    assert person.names_of_files() == []


def test_unknown_fields_and_those_of_other_steps_are_not_kept(person):
    person.answer("lieu", PLACE | {"filed_at": "2026", "identite__first_name": "Eve", "x": "y"})

    assert set(person.answers()) == {"commune", "danger", "quoi"}


@pytest.mark.parametrize("then", ["", ",,,", "inconnue", "x" * 3_000, "lieu,lieu,vous", "\x00"])
def test_a_hostile_query_leads_where_it_must(person, then):
    person.answer("lieu", PLACE)
    response = person.browser.post(person.step("lieu") + "?" + f"puis={then}", PLACE)

    assert response.url.startswith(person.step("vous"))


def test_a_form_without_its_token_is_shown_again_with_what_was_typed(procedure):
    browser = Client(enforce_csrf_checks=True)
    page = text_of(browser.get(procedure.get_absolute_url()))
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    address = browser.post(
        reverse("start", args=[procedure.code]), {"csrfmiddlewaretoken": token}
    ).url

    response = browser.post(address, PLACE)

    assert response.status_code == 403
    assert "Rien n’est perdu" in main_of(response)
    assert f"{PLACE['quoi']}</textarea>" in text_of(response)
    again = text_of(response).split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    assert browser.post(address, PLACE | {"csrfmiddlewaretoken": again}).status_code == 302


def test_without_a_token_nothing_is_removed_filed_or_opened(person):
    person.answer("lieu", PLACE | {"photos": [samples.upload("a.txt", samples.TEXT)]})
    person.fill()
    forged = Client(enforce_csrf_checks=True)
    forged.cookies = person.browser.cookies
    held = person.draft.files.get()

    forged.post(person.step("lieu"), PLACE | {"retirer": str(held.stored_id)})
    for name in ("draft_check", "draft_here", "draft_send_link", "draft_later"):
        assert forged.post(person.at(name)).status_code == 403

    assert person.names_of_files() == ["a.txt"]
    person.draft.refresh_from_db()
    assert person.draft.filed_at is None


def test_a_forged_post_from_elsewhere_opens_no_session(person):
    stranger = Client(enforce_csrf_checks=True)

    response = stranger.post(person.step("lieu"), {"commune": "n’importe"})

    assert response.status_code == 403
    assert "sessionid" not in response.cookies


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(person, method):
    for name, args in (("draft_step", ["lieu"]), ("draft_check", []), ("draft_filed", [])):
        assert getattr(person.browser, method)(person.at(name, *args)).status_code == 405


def test_another_sessions_draft_cannot_be_filed_nor_its_files_read(procedure):
    owner, thief = Person(procedure), Person(procedure)
    owner.answer("lieu", PLACE | {"photos": [samples.upload("a.txt", samples.TEXT)]})
    stored = owner.draft.files.get().stored_id

    for address in (owner.at("draft_check"), owner.at("draft_file", stored)):
        assert thief.browser.get(address).status_code == 403
    assert thief.page("draft_file", stored).status_code == 404
    assert thief.answer("lieu", PLACE | {"retirer": str(stored)}).status_code == 302
    assert owner.names_of_files() == ["a.txt"]
