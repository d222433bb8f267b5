"""On a demande's page: the person's other demandes, and how an agent joins them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.demandes.models import Demande, ExceptionalAccess, Joined
from portal.directory.models import Role
from portal.procedures.models import Sector
from tests.builders import make_demande, make_member, make_procedure, make_service

BACKEND = "portal.accounts.backends.AgentBackend"


@pytest.fixture
def pair(client: Client, db: None) -> tuple[Demande, Demande]:
    """Two demandes of one service; its officer is signed in."""
    service = make_service()
    procedure = make_procedure(service=service)
    client.force_login(make_member(service, Role.OFFICER), backend=BACKEND)
    return make_demande(procedure), make_demande(procedure)


def verb(demande: Demande, slug: str) -> str:
    return reverse("demande_verb", args=[demande.reference, slug])


def test_a_suggestion_is_looked_at_chosen_confirmed_then_undone(
    client: Client, pair: tuple[Demande, Demande]
) -> None:
    one, other = pair
    path = verb(one, "meme-personne")
    page = client.get(path).content.decode()
    assert "Cela ne prouve rien" in page
    assert other.get_absolute_url() in page
    chosen = client.get(path, {"autre": other.reference})
    form = chosen.context["tried"].form
    assert form["other"].value() == other.reference
    sent = {"other": other.reference, "reason": "Vue au guichet.", "version": one.version}
    assert client.post(path, sent)["Location"] == one.get_absolute_url()
    page = client.get(one.get_absolute_url()).content.decode()
    assert "Ses autres demandes" in page
    assert other.reference in page
    back = verb(one, "pas-la-meme-personne")
    client.post(back, {"version": one.version + 1})
    assert "Ses autres demandes" not in client.get(one.get_absolute_url()).content.decode()
    assert not Joined.objects.exists()


@pytest.mark.parametrize("typed", ["D-2222-2222", "zut", "itself", "far"])
def test_a_reference_that_cant_be_read_is_as_one_that_never_was(
    client: Client, pair: tuple[Demande, Demande], typed: str
) -> None:
    one, _other = pair
    typed = {"itself": one.reference, "far": make_demande().reference}.get(typed, typed)
    sent = {"other": typed, "reason": "Vue au guichet.", "version": one.version}
    response = client.post(verb(one, "meme-personne"), sent)
    assert response.status_code == 400
    page = response.content.decode()
    assert "Aucune autre demande que vous pouvez lire" in page
    assert "Vue au guichet." in page


def test_the_journal_names_a_confidential_demande_to_its_readers_only(
    client: Client, pair: tuple[Demande, Demande]
) -> None:
    one, _other = pair
    procedure = make_procedure(service=one.service, theme=one.procedure.theme, confidential=True)
    secret = make_demande(procedure)
    sent = {"other": secret.reference, "reason": "Vue au guichet.", "version": one.version}
    client.post(verb(one, "meme-personne"), sent)
    assert secret.reference in client.get(one.get_absolute_url()).content.decode()
    client.force_login(make_member(one.service, Role.ADVISER), backend=BACKEND)
    page = client.get(one.get_absolute_url()).content.decode()
    assert secret.reference not in page
    assert "Ses autres demandes" not in page


def test_who_reads_for_a_few_hours_ties_nothing(
    client: Client, pair: tuple[Demande, Demande]
) -> None:
    """The tie would outlive the exceptional access."""
    one, _other = pair
    procedure = make_procedure(service=one.service, theme=one.procedure.theme, confidential=True)
    secret, adviser = make_demande(procedure), make_member(one.service, Role.ADVISER)
    later = timezone.now() + timedelta(hours=4)
    ExceptionalAccess.objects.create(demande=secret, agent=adviser, expires_at=later)
    client.force_login(adviser, backend=BACKEND)
    sent = {"other": one.reference, "reason": "Vue au guichet.", "version": secret.version}
    assert client.post(verb(secret, "meme-personne"), sent).status_code == 403
    assert not Joined.objects.exists()


def test_the_journal_of_another_sector_keeps_no_name_of_the_demande(
    client: Client, pair: tuple[Demande, Demande]
) -> None:
    one, other = pair
    sent = {"other": other.reference, "reason": "Vue au guichet.", "version": one.version}
    client.post(verb(one, "meme-personne"), sent)
    Demande.objects.filter(pk=other.pk).update(sector=Sector.SOCIAL)
    Joined.objects.all().delete()
    page = client.get(f"{one.get_absolute_url()}?onglet=journal").content.decode()
    assert other.reference not in page
