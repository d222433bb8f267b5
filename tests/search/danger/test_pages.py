"""Where words of danger are typed, the numbers come before anything else, and block nothing."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.directory.membership import grant
from portal.directory.roles import Role
from portal.procedures.catch_all import ensure_catch_all
from search.danger.models import EmergencyNumber
from tests import builders
from tests.citizen.filing.person import IDENTITY, Person, text_of

pytestmark = pytest.mark.django_db
SAID = "il me frappe"
NUMBER, HEADING = 'href="tel:3919"', "En danger ? Appelez tout de suite"
ADMIN = "/admin/search_danger/emergencynumber/"


def test_the_catalogue_s_search_shows_them_before_its_answers(client: Client) -> None:
    page = text_of(client.get(reverse("catalogue"), {"q": SAID}))

    assert page.index(NUMBER) < page.index("Rien ne correspond")
    assert 'href="sms:114"' in page
    assert "Quitter vite ce site" in page
    assert HEADING not in text_of(client.get(reverse("catalogue"), {"q": "nid de poule"}))


def test_they_are_those_of_the_territory_of_the_site(client: Client) -> None:
    builders.make_organisation(territory="FR-NC", time_zone="Pacific/Noumea")
    page = text_of(client.get(reverse("catalogue"), {"q": SAID}))
    assert 'href="tel:051111"' in page
    assert NUMBER not in page


@pytest.mark.parametrize("name", ["search", "orientation", "orient", "lookup"])
def test_everywhere_words_are_typed_they_are_those_of_the_territory(
    client: Client, name: str
) -> None:
    service = builders.make_service(
        organisation=builders.make_organisation(territory="FR-NC", time_zone="Pacific/Noumea")
    )
    if name in {"orient", "lookup"}:
        client.force_login(builders.make_member(service, Role.ADVISER))
    page = text_of(client.get(reverse(name), {"q": SAID}))
    assert 'href="tel:051111"' in page
    assert NUMBER not in page


def test_so_they_are_for_the_sentence_of_a_letter(client: Client) -> None:
    builders.make_organisation(territory="FR-NC", time_zone="Pacific/Noumea")
    page = text_of(client.post(reverse("letters"), {"sentence": SAID}))
    assert 'href="tel:051111"' in page
    assert NUMBER not in page


def test_the_words_brought_from_a_search_count_on_the_procedure_s_page(client: Client) -> None:
    procedure = builders.make_procedure()
    page = text_of(client.get(procedure.get_absolute_url(), {"mots": SAID}))
    assert page.index(NUMBER) < page.index("Commencer la demande")


def test_what_is_written_freely_shows_them_and_is_filed_all_the_same() -> None:
    person = Person(ensure_catch_all(builders.make_service()))
    after = person.answer("demande", {"sujet": "Aidez-moi", "message": f"Bonjour. {SAID}."})

    assert NUMBER in text_of(person.browser.get(after.url))
    check = person.answer("vous", IDENTITY)
    assert NUMBER in text_of(person.browser.get(check.url))
    assert person.file().status_code == 302
    person.draft.refresh_from_db()
    assert person.draft.filed_at


def test_the_agent_reads_them_without_the_way_out(client: Client) -> None:
    client.force_login(builders.make_member(builders.make_service(), Role.ADVISER))
    page = text_of(client.get(reverse("orient"), {"q": SAID}))
    assert NUMBER in page
    assert "Quitter vite ce site" not in page


def test_administrators_read_the_numbers_and_superusers_write_them(client: Client) -> None:
    row = EmergencyNumber.objects.get(number="3919")
    superuser, administrator = builders.make_agent(is_superuser=True), builders.make_agent()
    top = builders.make_service()
    grant(agent=administrator, service=top, role=Role.ADMINISTRATOR, by=superuser)
    client.force_login(administrator)
    listed = client.get(ADMIN)
    assert "Violences dans le couple ou la famille" in text_of(listed)
    assert client.get(f"{ADMIN}edit/{row.pk}/").status_code == 302

    client.force_login(superuser)
    sent = {
        "number": "3919",
        "name": "Écoute",
        "why": "Pour en parler.",
        "when": "Le jour",
        "territory": "",
        "order": "10",
        "kinds": ["violence", "sexual"],
    }
    assert client.post(f"{ADMIN}edit/{row.pk}/", sent).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.kinds) == ("Écoute", ["violence", "sexual"])
    refused = client.post(f"{ADMIN}edit/{row.pk}/", sent | {"number": "au secours"})
    assert "Des chiffres et des espaces" in text_of(refused)
    refused = client.post(f"{ADMIN}edit/{row.pk}/", sent | {"kinds": ["ennui"]})
    assert refused.status_code == 200
