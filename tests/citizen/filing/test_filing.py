"""From the catalogue to a filed demande, as a person walks it."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from portal.demandes.models import Demande, Draft
from portal.messaging.models import OutboundMessage
from portal.procedures.models import Procedure
from tests import builders

pytestmark = pytest.mark.django_db

PLACE = {"commune": "62041", "danger": "oui", "quoi": "Un trou devant l’école."}
IDENTITY = {f"identite__{part}": value for part, value in builders.IDENTITY.items()}


def text_of(response: object) -> str:
    return response.content.decode().replace("\u00a0", " ")


@pytest.fixture
def procedure() -> Procedure:
    builders.make_commune()
    procedure = builders.make_procedure()
    Procedure.objects.filter(pk=procedure.pk).update(live=True)
    return procedure


def begin(client: Client, procedure: Procedure) -> Draft:
    response = client.post(reverse("start", args=[procedure.code]))
    assert response.status_code == 302
    return Draft.objects.get(token=response.url.split("/")[4])


def at(name: str, draft: Draft, *args: object) -> str:
    return reverse(name, args=[draft.procedure.code, draft.token, *args])


def answer(client: Client, draft: Draft, key: str, data: dict[str, object]):
    return client.post(at("draft_step", draft, key), data)


def fill(client: Client, draft: Draft) -> None:
    assert answer(client, draft, "lieu", PLACE).url == at("draft_step", draft, "vous")
    assert answer(client, draft, "vous", IDENTITY).url == at("draft_check", draft)


def test_a_demande_is_filed_step_by_step_without_an_account(client, procedure):
    draft = begin(client, procedure)
    fill(client, draft)
    assert "Un trou devant l’école." in text_of(client.get(at("draft_check", draft)))

    filed = client.post(at("draft_check", draft), follow=True)

    demande = Demande.objects.get()
    assert demande.reference in text_of(filed)
    assert demande.filer_email == builders.IDENTITY["email"]
    assert OutboundMessage.objects.for_topic(demande.topic).count() == 1
    assert client.get(reverse("tracked", args=[demande.reference])).status_code == 200


def test_filing_twice_reloading_or_going_back_gives_the_same_demande(client, procedure):
    draft = begin(client, procedure)
    fill(client, draft)

    for _ in range(2):
        assert client.post(at("draft_check", draft)).url == at("draft_filed", draft)
    for page in (at("draft_check", draft), at("draft_step", draft, "lieu")):
        assert client.get(page).url == at("draft_filed", draft)
    answer(client, draft, "lieu", PLACE | {"quoi": "Autre chose"})

    assert Demande.objects.get().answers["quoi"] == PLACE["quoi"]


def test_a_get_creates_nothing(client, procedure):
    assert client.get(reverse("start", args=[procedure.code])).url == procedure.get_absolute_url()
    assert not Draft.objects.exists()


def test_each_step_is_saved_when_it_is_left_and_shown_again(client, procedure):
    draft = begin(client, procedure)
    answer(client, draft, "lieu", PLACE)

    page = text_of(client.get(at("draft_step", draft, "lieu")))

    assert "Un trou devant l’école." in page
    assert "étape 1 sur 3" in page


def test_an_error_is_listed_first_tied_to_its_field_and_keeps_what_was_typed(client, procedure):
    draft = begin(client, procedure)

    response = answer(client, draft, "lieu", {"danger": "oui", "quoi": "Un trou"})

    page = text_of(response)
    assert response.status_code == 400
    assert re.search(r'role="alert".*<form method="post"', page, re.S)
    assert "Un trou" in page


def test_nobody_jumps_over_a_step_that_lacks_something(client, procedure):
    draft = begin(client, procedure)

    assert client.get(at("draft_step", draft, "vous")).url == at("draft_step", draft, "lieu")
    assert client.get(at("draft_check", draft)).url == at("draft_step", draft, "lieu")
    assert client.post(at("draft_check", draft)).url == at("draft_step", draft, "lieu")
    assert not Demande.objects.exists()


def test_correcting_an_answer_returns_to_the_check_page(client, procedure):
    draft = begin(client, procedure)
    fill(client, draft)
    correct = at("draft_step", draft, "lieu") + "?retour=verifier"

    assert client.post(correct, PLACE | {"danger": "non"}).url == at("draft_check", draft)

    draft.refresh_from_db()
    assert "quoi" not in draft.answers


def test_two_drafts_in_two_tabs_do_not_mix(client, procedure):
    one, two = begin(client, procedure), begin(client, procedure)
    answer(client, one, "lieu", PLACE)
    answer(client, two, "lieu", PLACE | {"quoi": "Un lampadaire"})

    assert PLACE["quoi"] in text_of(client.get(at("draft_step", one, "lieu")))
    assert "Un lampadaire" in text_of(client.get(at("draft_step", two, "lieu")))


def test_another_browser_with_the_address_reads_nothing(client, procedure):
    draft = begin(client, procedure)
    fill(client, draft)

    for name, args in (("draft_step", ["lieu"]), ("draft_check", []), ("draft_later", [])):
        response = Client().get(at(name, draft, *args))
        assert response.status_code == 403
        assert "Votre session a expiré" in text_of(response)
        assert PLACE["quoi"] not in text_of(response)
    assert (
        client.get(at("draft_step", draft, "lieu").replace(draft.token, "x" * 32)).status_code
        == 404
    )


def test_what_is_posted_after_the_session_ended_is_saved(procedure):
    draft = begin(Client(), procedure)
    late = Client()

    response = answer(late, draft, "lieu", PLACE)

    assert response.status_code == 403
    draft.refresh_from_db()
    assert draft.answers["quoi"] == PLACE["quoi"]
    assert late.post(at("draft_here", draft)).url == at("draft_step", draft, "vous")
    assert PLACE["quoi"] in text_of(late.get(at("draft_step", draft, "lieu")))


def test_a_draft_that_knows_an_email_opens_elsewhere_by_the_link_only(client, procedure):
    draft = begin(client, procedure)
    fill(client, draft)
    other = Client()

    assert other.post(at("draft_here", draft)).status_code == 403
    other.post(at("draft_send_link", draft))
    message = OutboundMessage.objects.get()
    assert message.recipient == builders.IDENTITY["email"]
    link = re.search(r"https?://[^/]+(/reprendre/\S+)", message.text)[1]

    assert other.get(link).url == at("draft_check", draft)
    assert other.get(at("draft_check", draft)).status_code == 200


def test_finishing_later_sends_a_link_and_stops_at_five_an_hour(client, procedure):
    draft = begin(client, procedure)
    page = at("draft_later", draft)
    assert answer(client, draft, "lieu", PLACE | {"later": "1"}).url == page
    assert client.post(page, {"email": "pas une adresse"}).status_code == 400

    statuses = [client.post(page, {"email": "a@b.example"}).status_code for _ in range(6)]

    assert statuses == [302] * 5 + [429]
    assert OutboundMessage.objects.count() == 5


@pytest.mark.parametrize("secret", ["x", "x:y:z", "é"])
def test_a_forged_link_says_what_to_do(client, secret):
    response = client.get(reverse("draft_resume", args=[secret]))

    assert response.status_code == 404
    assert "Ce lien ne fonctionne plus" in text_of(response)


def test_files_are_kept_across_steps_and_can_be_removed(client, procedure):
    draft = begin(client, procedure)
    photos = [SimpleUploadedFile("un.txt", b"bonjour"), SimpleUploadedFile("deux.txt", b"salut")]

    answer(client, draft, "lieu", PLACE | {"photos": photos})

    names = [file.stored.name for file in draft.files.all()]
    assert names == ["un.txt", "deux.txt"]
    kept = draft.files.first()
    url = at("draft_file", draft, kept.stored_id)
    assert client.get(url).getvalue() == b"bonjour"
    assert Client().get(url).status_code == 404
    assert client.get(at("draft_remove_file", draft, kept.stored_id)).status_code == 405
    for _ in range(2):
        assert client.post(at("draft_remove_file", draft, kept.stored_id)).status_code == 302
    assert draft.files.count() == 1


def test_a_refused_file_leaves_the_good_one_and_the_words(client, procedure):
    draft = begin(client, procedure)
    files = [SimpleUploadedFile("bon.txt", b"bonjour"), SimpleUploadedFile("faux.pdf", b"<html>")]

    response = answer(client, draft, "lieu", PLACE | {"photos": files})

    assert response.status_code == 400
    assert "faux.pdf" in text_of(response)
    assert [file.stored.name for file in draft.files.all()] == ["bon.txt"]
    draft.refresh_from_db()
    assert draft.answers["quoi"] == PLACE["quoi"]


def test_a_draft_goes_on_with_its_own_form_when_the_procedure_changes(client, procedure):
    draft = begin(client, procedure)
    version = builders.make_form_version({"steps": [builders.SCHEMA["steps"][1]]})
    procedure.publications.create(version=version)
    Procedure.objects.filter(pk=procedure.pk).update(live=False)

    fill(client, draft)

    assert client.post(at("draft_check", draft)).url == at("draft_filed", draft)
    assert Client().get(procedure.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("value", ["\x00", "é" * 20_000, "<script>alert(1)</script>", "\ud800"])
def test_hostile_text_gets_an_answer_and_no_crash(client, procedure, value):
    draft = begin(client, procedure)
    data = PLACE | {"quoi": value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")}

    response = answer(client, draft, "lieu", data)

    assert response.status_code in {302, 400}
    assert "<script>alert(1)" not in text_of(client.get(at("draft_step", draft, "lieu")))


def test_the_catalogue_finds_by_the_words_people_use(client, procedure):
    procedure.words = "nid-de-poule\ntrou"
    procedure.live = True
    procedure.save()

    assert procedure.title in text_of(client.get(reverse("catalogue")))
    assert procedure.title in text_of(client.get(reverse("catalogue"), {"q": "Trous"}))
    nothing = text_of(client.get(reverse("catalogue"), {"q": "girafe"}))
    assert procedure.title not in nothing
    assert "Rien ne correspond" in nothing


def test_the_catalogue_costs_the_same_whatever_it_holds(client, procedure, query_budget):
    def add() -> None:
        for _ in range(20):
            other = builders.make_procedure()
            Procedure.objects.filter(pk=other.pk).update(live=True)

    query_budget(lambda: client.get(reverse("catalogue")), add, at_most=10)


def test_a_whole_filing_stays_within_sixty_queries(
    client, procedure, django_assert_max_num_queries
):
    client.get(reverse("catalogue"))
    with django_assert_max_num_queries(60):
        draft_url = client.post(reverse("start", args=[procedure.code])).url
        client.get(draft_url)
        client.post(draft_url, PLACE)
        client.get(draft_url.replace("lieu", "vous"))
        client.post(draft_url.replace("lieu", "vous"), IDENTITY)
        check = draft_url.split("etape")[0] + "verifier/"
        client.get(check)
        client.post(check)
