"""Search by reference and by words, within what the agent may read."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from portal.demandes.models import Demande, ExceptionalAccess
from portal.demandes.states import State
from portal.directory.models import Role
from tests.backoffice.queues.conftest import BACKEND, Town
from tests.builders import IDENTITY, make_demande, make_member, make_service

References = Callable[..., list[str]]
NAME = str(IDENTITY["last_name"])


@pytest.mark.parametrize("change", [str, str.lower, lambda text: f" {text[2:].replace('-', ' ')} "])
@pytest.mark.parametrize("slug", ["a-moi", "closes"])
def test_a_reference_opens_its_demande_from_any_queue(
    client: Client, town: Town, change: Callable[[str], str], slug: str
) -> None:
    demande = town.file()
    client.force_login(town.officer, backend=BACKEND)
    response = client.get(f"/gestion/files/{slug}/", {"q": change(demande.reference)})
    assert (response.status_code, response["Location"]) == (302, demande.get_absolute_url())


def test_a_reference_out_of_sight_is_as_one_that_never_was(client: Client, town: Town) -> None:
    elsewhere = make_demande()
    client.force_login(town.officer, backend=BACKEND)
    hidden = client.get("/gestion/files/mon-service/", {"q": elsewhere.reference})
    unknown = client.get("/gestion/files/mon-service/", {"q": "D-2222-2222"})
    assert hidden.status_code == unknown.status_code == 200
    assert "Aucune demande que vous pouvez voir ne la porte" in hidden.content.decode()
    assert "Aucune demande que vous pouvez voir ne la porte" in unknown.content.decode()


@pytest.mark.parametrize("typed", ["D-2222-2223", "d 2222 222", "2222 2223", "D-2222-222A"])
def test_a_mistyped_reference_is_to_be_checked(client: Client, town: Town, typed: str) -> None:
    client.force_login(town.officer, backend=BACKEND)
    page = client.get("/gestion/files/mon-service/", {"q": typed}).content.decode()
    assert "Un caractère manque ou est faux" in page
    assert "Chercher ces mots" not in page


@pytest.mark.parametrize("typed", ["decharge", "dechets 12 rue haute", "D 2222"])
def test_words_that_find_nothing_are_no_reference(client: Client, town: Town, typed: str) -> None:
    client.force_login(town.officer, backend=BACKEND)
    page = client.get("/gestion/files/mon-service/", {"q": typed}).content.decode()
    assert "Aucune demande ne correspond" in page


@pytest.mark.parametrize("change", [str, str.lower, lambda half: half.removeprefix("D-")])
def test_the_beginning_of_a_reference_finds_even_an_envelope(
    town: Town, references: References, secret: Demande, change: Callable[[str], str]
) -> None:
    Demande.objects.filter(pk=secret.pk).update(reference="D-7K3F-9QX8")
    assert references(town.adviser, "toutes", q=change("D-7K3F")) == ["D-7K3F-9QX8"]
    assert references(town.adviser, "toutes", q=change("D-7K3G")) == []


def test_the_second_half_of_a_reference_finds_it_for_who_may_read_it(
    town: Town, references: References, secret: Demande
) -> None:
    half = secret.reference[-4:]
    assert references(town.officer, "recherche", q=half) == [secret.reference]
    assert references(town.adviser, "recherche", q=half) == []


def test_a_reference_opens_the_envelope_of_a_confidential_demande(
    client: Client, town: Town, secret: Demande
) -> None:
    client.force_login(town.adviser, backend=BACKEND)
    response = client.get("/gestion/files/toutes/", {"q": secret.reference})
    assert response["Location"] == secret.get_absolute_url()


@pytest.mark.parametrize(
    "typed", [NAME, NAME.lower(), "delat", "nids de poules", f"awa {NAME}", "signaler"]
)
def test_words_are_found_by_their_beginning_whatever_accents_and_plurals(
    town: Town, references: References, typed: str
) -> None:
    demande = town.file()
    assert references(town.officer, "mon-service", q=typed) == [demande.reference]


@pytest.mark.parametrize("typed", ["latre", f"{NAME} piscine", "%", "_"])
def test_the_middle_of_a_word_and_words_not_said_find_nothing(
    client: Client, town: Town, references: References, typed: str
) -> None:
    demande = town.file()
    found = references(town.officer, "mon-service", q=typed)
    assert found == ([demande.reference] if typed in "%_" else [])  # no word: no search


def test_six_words_are_looked_for_and_no_more(town: Town, references: References) -> None:
    demande = town.file()
    words = "awa delattre signaler nid poule awa delattre un"
    assert references(town.officer, "mon-service", q=words) == [demande.reference]
    seven = "awa delattre signaler nid poule poule nid a1 b2 c3 d4"
    assert references(town.officer, "mon-service", q=seven) == []


@pytest.mark.parametrize(
    ("name", "finds"),
    [("adviser", False), ("administrator", False), ("officer", True), ("head", True)],
)
def test_the_name_on_a_confidential_demande_is_found_by_its_handlers_only(
    town: Town, references: References, secret: Demande, name: str, finds: bool
) -> None:
    agent = town.agent(name)
    for query in ({"q": NAME}, {"commune": "Arras"}):
        assert references(agent, "recherche", **query) == ([secret.reference] if finds else [])
    assert references(agent, "recherche") == [secret.reference]


def test_an_exceptional_access_opens_no_search(
    town: Town, references: References, secret: Demande
) -> None:
    later = timezone.now() + timezone.timedelta(hours=1)
    ExceptionalAccess.objects.create(demande=secret, agent=town.adviser, expires_at=later)
    assert references(town.adviser, "recherche", q=NAME) == []


def test_officer_here_and_adviser_there_reads_confidential_here_only(
    town: Town, references: References, secret: Demande
) -> None:
    elsewhere = make_service()
    both = make_member(elsewhere, Role.OFFICER)
    both.memberships.create(service=town.roads, role=Role.ADVISER)
    mine = make_demande(service=elsewhere, confidential=True)
    assert references(both, "recherche", q=NAME) == [mine.reference]


def test_a_search_can_go_on_in_all_demandes(
    client: Client, town: Town, references: References
) -> None:
    closed = town.file(state=State.CLOSED)
    client.force_login(town.officer, backend=BACKEND)
    page = client.get("/gestion/files/a-moi/", {"q": "nid & co"}).content.decode()
    assert 'href="/gestion/files/recherche/?q=nid+%26+co"' in page
    assert references(town.officer, "recherche", q="nid") == [closed.reference]
