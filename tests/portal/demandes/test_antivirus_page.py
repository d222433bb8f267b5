"""The administrator's list of what the antivirus has seen."""

import pytest
from django.test import Client

from portal.accounts.models import User
from portal.media.models import StoredFile
from portal.media.states import Scan
from tests.builders import make_file

pytestmark = pytest.mark.django_db
LIST = "/admin/antivirus/"


def sign_in(client: Client, *, superuser: bool) -> None:
    agent = User.objects.create_agent(
        "agent@example.org", "a long password", is_staff=True, is_superuser=superuser
    )
    client.force_login(agent, backend="portal.accounts.backends.AgentBackend")


def test_a_superuser_sees_what_waits_and_what_was_found_without_the_names_of_files(
    client: Client,
) -> None:
    found, waiting, clean = (make_file(f"ordonnance-awa-{n}.pdf") for n in range(3))
    rows = StoredFile.objects
    rows.filter(pk=found.pk).update(scan=Scan.INFECTED, threat="Bad.Thing")
    rows.filter(pk=waiting.pk).update(scan=Scan.WAITING)
    sign_in(client, superuser=True)
    page = client.get(LIST).content.decode().replace("\u00a0", " ")
    assert "Bad.Thing" in page
    assert "En cours de vérification" in page
    assert str(clean.pk) not in page
    assert "ordonnance" not in page
    only = client.get(f"{LIST}?scan__exact=waiting").content.decode()
    assert "Bad.Thing" not in only


def test_others_do_not_see_it(client: Client) -> None:
    sign_in(client, superuser=False)
    assert client.get(LIST).status_code in {302, 403}


@pytest.mark.parametrize("path", ["create/", "edit/{}/", "delete/{}/"])
def test_nobody_changes_a_file_by_hand(client: Client, path: str) -> None:
    stored = make_file()
    sign_in(client, superuser=True)
    assert client.get(LIST + path.format(stored.pk)).status_code in {302, 403, 404}
    assert client.post(LIST + path.format(stored.pk)).status_code in {302, 403, 404}
    assert StoredFile.objects.filter(pk=stored.pk).exists()
