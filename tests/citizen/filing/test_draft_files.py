"""Files sent with a step: kept, shown, removed, limited, and only for whoever sent them."""

from datetime import timedelta

import pytest
from django.test import Client

from portal.accounts import throttle
from portal.accounts.uploads import MEGABYTES, TOO_MUCH
from portal.demandes.models import Demande, DraftFile
from portal.media.models import StoredFile
from tests.citizen.filing.person import PLACE, Person, live_procedure, main_of, text_of
from tests.portal.media import samples

pytestmark = pytest.mark.django_db


def send(person: Person, *files, **data):
    return person.answer("lieu", PLACE | {"photos": list(files)} | data)


def text_file(name: str = "un.txt", content: bytes = b"bonjour"):
    return samples.upload(name, content)


def test_files_are_kept_across_steps_filed_and_downloaded_by_their_sender_only(person):
    send(person, text_file("un.txt"), text_file("deux.txt", b"salut"))
    assert person.names_of_files() == ["un.txt", "deux.txt"]
    assert "2 fichiers reçus" in main_of(person.page("draft_step", "lieu"))

    held = person.draft.files.first()
    address = person.at("draft_file", held.stored_id)
    response = person.browser.get(address)
    assert response.getvalue() == b"bonjour"
    assert response["Content-Disposition"].startswith("attachment")
    assert Client().get(address).status_code == 403

    other = Person(person.procedure, person.browser)
    assert other.page("draft_file", held.stored_id).status_code == 404

    person.fill()
    assert "un.txt" in main_of(person.page("draft_check"))
    person.file()
    assert [a.stored.name for a in Demande.objects.get().attachments.all()] == [
        "un.txt",
        "deux.txt",
    ]


def test_a_file_is_added_or_removed_without_losing_what_is_typed(person):
    half = {"quoi": "Un trou", "danger": "", "commune": ""}
    added = send(person, text_file(), **half, ajouter="1")
    assert added.url == person.step("lieu")
    held = person.draft.files.get()

    removed = person.answer("lieu", PLACE | half | {"retirer": str(held.stored_id)})

    assert removed.url == person.step("lieu")
    assert not DraftFile.objects.exists()
    assert not StoredFile.objects.exists()
    assert "Un trou</textarea>" in text_of(person.browser.get(removed.url))


def test_the_enter_key_presses_continue_and_takes_no_file_out(person):
    send(person, text_file())

    form = text_of(person.page("draft_step", "lieu")).split("<main")[1].split("<form")[1]

    first = form.split("<button")[1].split("</button>")[0]
    assert "name=" not in first
    assert 'name="retirer"' in form


@pytest.mark.parametrize("what", ["", "x", "00000000-0000-4000-8000-000000000000", "1" * 400])
def test_removing_what_is_not_there_does_no_harm(person, what):
    send(person, text_file())

    assert person.answer("lieu", PLACE | {"retirer": what}).status_code == 302
    assert person.names_of_files() == ["un.txt"]


def test_a_refused_file_leaves_the_good_ones_and_the_words(person):
    response = send(person, text_file("bon.txt"), samples.upload("faux.pdf", samples.HTML))

    assert response.status_code == 400
    assert "faux.pdf" in main_of(response)
    assert "1 fichier reçu" in main_of(response)
    assert person.names_of_files() == ["bon.txt"]
    assert person.answers()["quoi"] == PLACE["quoi"]


def test_a_good_file_beside_a_wrong_answer_need_not_be_chosen_again(person):
    response = send(person, text_file(), commune="")

    assert response.status_code == 400
    assert person.names_of_files() == ["un.txt"]


def test_a_page_sent_twice_stores_its_files_once(person):
    for _ in range(2):
        send(person, text_file(), samples.upload("photo.jpg", samples.talkative_jpeg()))

    assert person.names_of_files() == ["un.txt", "photo.jpg"]


def test_a_photo_is_stored_without_its_position(person):
    send(person, samples.upload("photo.jpg", samples.talkative_jpeg()))

    with person.draft.files.get().stored.file.open() as stored:
        assert b"SECRET" not in stored.read()


def test_the_limits_hold_for_one_file_for_all_and_for_their_number(person, settings):
    settings.UPLOAD_MAX_BYTES = 1_000
    settings.UPLOAD_MAX_TOTAL_BYTES = 1_500
    assert send(person, text_file("gros.txt", b"a" * 1_001)).status_code == 400

    refused = send(person, text_file("a.txt", b"a" * 900), text_file("b.txt", b"b" * 900))
    assert refused.status_code == 400
    assert "trop lourds ensemble" in main_of(refused)
    assert person.names_of_files() == ["a.txt"]

    many = [text_file(f"{number}.txt", bytes([65 + number])) for number in range(5)]
    assert "Gardez 5 fichiers au plus" in main_of(send(person, *many))
    assert person.names_of_files() == ["a.txt"]


def test_a_required_file_is_asked_for_until_there_is_one(db):
    field = {"key": "photos", "type": "files", "label": "Photos", "required": True}
    person = Person(
        live_procedure({"steps": [{"key": "lieu", "title": "Lieu", "fields": [field]}]})
    )
    assert person.answer("lieu", {}).status_code == 400
    assert person.page("draft_check").url == person.step("lieu")

    assert send(person, text_file()).url == person.at("draft_check")
    assert person.answer("lieu", {}).url == person.at("draft_check")
    assert person.file().url == person.at("draft_filed")


def test_a_file_sent_after_filing_goes_nowhere(person):
    person.fill()
    person.file()

    assert send(person, text_file()).url == person.at("draft_filed")
    assert not StoredFile.objects.filter(name="un.txt").exists()


def test_files_beyond_what_one_address_may_send_are_refused_and_the_rest_is_kept(person):
    throttle.hit("upload:127.0.0.1", MEGABYTES, per=timedelta(hours=1), count=MEGABYTES - 1)

    assert send(person, text_file("un.txt")).status_code == 302
    refused = send(person, text_file("deux.txt"), quoi="Un trou profond")

    assert refused.status_code == 400
    assert TOO_MUCH in text_of(refused)
    assert person.names_of_files() == ["un.txt"]
    assert person.answers()["quoi"] == "Un trou profond"
    assert person.answer("lieu", PLACE).status_code == 302
