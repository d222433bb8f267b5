"""From the first button to a filed demande, once."""

import threading

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from citizen.filing.views import STARTS_BY_SESSION
from portal.demandes.models import Demande, Draft
from portal.messaging.models import OutboundMessage
from portal.procedures.catch_all import ensure_catch_all
from portal.procedures.models import Procedure, Silence
from tests import builders
from tests.citizen.filing.person import IDENTITY, PLACE, Person, live_procedure, main_of, text_of

pytestmark = pytest.mark.django_db


def test_a_demande_is_filed_step_by_step_without_an_account(person):
    person.fill()
    assert PLACE["quoi"] in main_of(person.page("draft_check"))

    assert person.file().url == person.at("draft_filed")

    demande = Demande.objects.get()
    assert demande.answers == builders.ANSWERS
    assert demande.filer_email == builders.IDENTITY["email"]
    assert OutboundMessage.objects.for_topic(demande.topic).count() == 1


def test_the_confirmation_says_what_was_filed_what_comes_next_and_whom_to_call():
    service = builders.make_service(phone="+33321500000")
    person = Person(live_procedure(service=service, silence=Silence.REJECT, appeal_route="TA"))
    person.fill()
    person.file()

    page = main_of(person.page("draft_filed"))

    demande = Demande.objects.get()
    code = f"{demande.tracking_code[:4]} {demande.tracking_code[4:]}"
    said = (demande.reference, code, demande.procedure.title, service.name, "03 21 50 00 00")
    assert all(words in page.replace("-", " ") for words in (w.replace("-", " ") for w in said))
    assert "sera rejetée" in page
    assert person.browser.get(reverse("tracked", args=[demande.reference])).status_code == 200
    receipt = person.browser.get(reverse("receipt", args=[demande.reference]))
    assert receipt.getvalue().startswith(b"%PDF")


def test_without_an_email_one_is_told_to_note_the_code(procedure):
    schema = {"steps": [builders.SCHEMA["steps"][0]]}
    person = Person(live_procedure(schema))
    person.answer("lieu", PLACE)
    person.file()

    said = main_of(person.page("draft_filed"))
    assert "Notez-les" in said
    assert "sa réponse seront sur la page de suivi" in said
    assert "vous écrit" not in said


def test_a_double_click_a_reload_and_the_back_button_never_file_twice(person):
    person.fill()

    for _ in range(3):
        assert person.file().url == person.at("draft_filed")
    for address in (person.at("draft_check"), person.step("lieu"), person.at("draft_later")):
        assert person.browser.get(address).url == person.at("draft_filed")
    assert person.answer("lieu", PLACE | {"quoi": "Autre chose"}).url == person.at("draft_filed")

    assert Demande.objects.get().answers["quoi"] == PLACE["quoi"]
    assert "était déjà déposée" in main_of(person.page("draft_filed"))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_simultaneous_posts_file_once(person):
    person.fill()
    cookies, answers = person.browser.cookies, []

    def post() -> None:
        browser = Client()
        browser.cookies = cookies
        answers.append(browser.post(person.at("draft_check")).url)
        connections.close_all()

    threads = [threading.Thread(target=post) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [person.at("draft_filed")] * 4
    assert Demande.objects.count() == 1
    assert OutboundMessage.objects.count() == 1


def test_a_get_creates_nothing(client, procedure):
    assert client.get(reverse("start", args=[procedure.code])).url == procedure.get_absolute_url()
    client.get(procedure.get_absolute_url())
    assert not Draft.objects.exists()


def test_an_incomplete_draft_goes_back_to_what_is_missing(person):
    person.answer("lieu", PLACE)

    response = person.file()

    assert response.url == person.step("vous")
    assert "Il manque une réponse" in main_of(person.browser.get(response.url))
    assert not Demande.objects.exists()


def test_what_changed_in_another_tab_is_read_again_before_it_is_filed(person):
    person.fill()
    page = text_of(person.page("draft_check"))
    seen = page.split('name="_vu" value="')[1].split('"')[0]
    person.answer("lieu", PLACE | {"quoi": "Le trou est rebouché."})

    response = person.browser.post(person.at("draft_check"), {"_vu": seen})

    assert "ont changé dans un autre onglet" in main_of(response)
    assert "rebouché" in main_of(response)
    assert not Demande.objects.exists()


def test_a_draft_goes_on_with_its_own_form_whatever_becomes_of_the_procedure(person, procedure):
    version = builders.make_form_version({"steps": [builders.SCHEMA["steps"][1]]})
    procedure.publications.create(version=version)
    Procedure.objects.filter(pk=procedure.pk).update(live=False)

    person.fill()

    assert person.file().url == person.at("draft_filed")
    assert Demande.objects.get().form_version == person.draft.form_version
    assert Client().get(procedure.get_absolute_url()).status_code == 404
    assert Client().post(reverse("start", args=[procedure.code])).status_code == 404


def test_a_procedure_that_is_gone_is_said_to_be(person, procedure):
    Procedure.objects.filter(pk=procedure.pk).update(live=False)
    Procedure.objects.get(pk=procedure.pk).delete()

    for response in (person.page("draft_check"), person.answer("lieu", PLACE)):
        assert response.status_code == 404
        assert "choisissez une démarche" in main_of(response)


def test_what_fits_no_procedure_is_filed_with_the_words_of_the_search(client):
    catch_all = ensure_catch_all(builders.make_service())
    page = client.get(reverse("catalogue"), {"q": "Une girafe à l’école"})
    assert "?mots=Une%20girafe" in text_of(page)
    offered = text_of(client.get(catch_all.get_absolute_url(), {"mots": "Une girafe à l’école"}))
    assert 'name="words" value="Une girafe à l’école"' in offered

    first = client.post(
        reverse("start", args=[catch_all.code]), {"words": "Une girafe à l’école"}
    ).url
    assert "Une girafe à l’école</textarea>" in text_of(client.get(first))
    client.post(first, {"sujet": "Girafe", "message": "Une girafe à l’école"})
    client.post(first.replace("/demande/", "/vous/"), IDENTITY)
    check = first.split("etape/")[0] + "verifier/"

    assert client.post(check).status_code == 302
    assert Demande.objects.get().subject == "Girafe"


def test_too_many_beginnings_are_refused_and_the_words_kept(client, procedure):
    address = reverse("start", args=[procedure.code])
    client.post(address)
    for _ in range(STARTS_BY_SESSION):
        client.post(address)

    response = client.post(address, {"words": "un trou"})

    assert response.status_code == 429
    assert 'value="un trou"' in text_of(response)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_whole_filing_of_three_steps_stays_within_sixty_queries(client, settings):
    settings.PAGE_CACHE_VERSION_SECONDS = 60  # as in production, nobody asks at each page
    lieu, vous = builders.SCHEMA["steps"]
    photos = lieu["fields"][3]
    text = {"key": "a", "type": "text", "label": "A"}
    place = {**lieu, "fields": lieu["fields"][:3]}
    first = {"key": "autre", "title": "Autre", "fields": [text, photos]}
    procedure = live_procedure({"steps": [first, place, vous]})
    queries = []

    def count(execute, sql, *args):
        queries.append(sql[:80])
        return execute(sql, *args)

    client.get(reverse("catalogue"))  # what every page shows is read once
    with connection.execute_wrapper(count):
        address = client.post(reverse("start", args=[procedure.code])).url
        for data in ({"a": "Awa"}, PLACE, IDENTITY):
            client.get(address)
            address = client.post(address, data).url
        client.get(address)
        assert client.get(client.post(address).url).status_code == 200

    queries = [sql for sql in queries if not sql.startswith("BEGIN")]  # only SQLite shows them
    assert len(queries) <= 60, "\n".join(queries)
