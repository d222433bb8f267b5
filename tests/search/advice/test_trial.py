"""« Essayer le conseil de canal »: what is advised with every rule that counted."""

import pytest
from django.test import Client

from portal.accounts.models import User
from portal.directory.channels import Terms
from portal.directory.membership import grant
from portal.directory.models import ChannelTerms, Service
from portal.directory.roles import Role
from portal.procedures.models import Offer, Procedure
from portal.procedures.policies import WRITERS
from tests import builders
from tests.search.advice.town import open_service

pytestmark = pytest.mark.django_db
TRIAL = "/admin/conseil-de-canal/"


@pytest.fixture
def procedure() -> Procedure:
    service = open_service(name="Voirie", phone="+33321500000")
    return builders.make_procedure(title="Un trou", service=service)


def granted(role: Role, service: Service) -> User:
    """An agent to whom the role was given by the verb, which opens Wagtail's admin."""
    agent = builders.make_agent()
    grant(agent=agent, service=service, role=role, by=builders.make_agent(is_superuser=True))
    return agent


def tried(client: Client, about: Procedure, /, **sent: object) -> str:
    client.force_login(granted(Role.OFFICER, about.service))
    asked = {"procedure": about.pk, "day": "2027-02-01", "hour": "16:50", **sent}
    response = client.get(TRIAL, {name: said for name, said in asked.items() if said != ""})
    assert response.status_code == 200
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def test_each_channel_is_told_with_the_rules_that_raised_or_lowered_it(
    client: Client, procedure: Procedure
) -> None:
    Offer.objects.create(procedure=procedure, channel="desk", terms=Terms.PREFERRED)
    ChannelTerms.objects.create(service=procedure.service, channel="telephone", terms=Terms.REFUSED)

    page = tried(client, procedure, urgent="on")

    assert "Le service ferme dans 10 minutes" in page
    assert "La démarche préfère ce canal. +40 points." in page
    assert "C’est urgent et ce canal répond tout de suite. +60 points." in page
    assert "Ferme bientôt. −30 points." in page
    removed = page.split("Écartés")[1]
    assert "Le service ne veut pas de ce canal. Écarté." in removed
    assert "Sans réponse ici, faute de numéro, d’adresse ou d’outil : Rappel" in removed


def test_the_same_question_is_asked_again_for_another_hour(
    client: Client, procedure: Procedure
) -> None:
    page = tried(client, procedure, hour="23:30")
    later = page.split("Une heure plus tôt")[1].split('href="')[1].split("#")[0]
    assert "day=2027-02-02" in later
    assert "hour=00%3A30" in later
    assert client.get(TRIAL + later.replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"procedure": ""}, "Choisissez une démarche ou un service."),
        ({"commune": "Nulle-Part-les-Bains"}, "Cette commune n’est pas connue"),
        ({"day": "hier"}, "date valide"),
        ({"day": "0001-01-01", "hour": "00:10"}, "moins de dix ans"),
        ({"day": "9999-12-31", "hour": "23:50"}, "moins de dix ans"),
        ({"procedure": "9" * 30}, "Sélectionnez un choix valide"),
        ({"ease": "x" * 400}, "Sélectionnez un choix valide"),
    ],
)
def test_what_cannot_be_read_is_told(
    client: Client, procedure: Procedure, sent: dict[str, str], said: str
) -> None:
    page = tried(client, procedure, **sent)
    assert said in page
    assert "Une heure plus" not in page


@pytest.mark.parametrize("role", Role)
def test_it_is_for_those_who_write_procedures(
    client: Client, procedure: Procedure, role: Role
) -> None:
    client.force_login(granted(role, procedure.service))
    assert (client.get(TRIAL).status_code == 200) is (role in WRITERS)
