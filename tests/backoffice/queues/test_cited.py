"""« On me cite »: what names me, until I have opened it, and never what I may not read."""

from collections.abc import Callable
from uuid import uuid4

from django.test import Client

from portal.accounts.models import User
from portal.demandes.models import Demande
from portal.demandes.states import State
from portal.demandes.workflow import exchanges
from portal.directory.models import Role
from tests.backoffice.queues.conftest import BACKEND, Town
from tests.builders import make_member, make_service

SLUG = "on-m-a-cite"
References = Callable[..., list[str]]


def name(demande: Demande, by: User, *colleagues: User) -> None:
    exchanges.note(demande, body="Voir.", agent=by, key=uuid4(), mentioned=colleagues)


def count(client: Client, agent: User) -> str:
    """What the menu says beside it."""
    client.force_login(agent, backend=BACKEND)
    shell = client.get("/gestion/files/en-retard/").context["shell"]
    links = {link.url: str(link.count) for link in shell.groups[0].links}
    return links[f"/gestion/files/{SLUG}/"]


def test_the_last_to_name_me_comes_first_open_or_closed(town: Town, references: References) -> None:
    first, closed, other = town.file(), town.file(state=State.CLOSED), town.file()
    for demande in (first, closed, first):
        name(demande, town.head, town.officer)
    name(other, town.officer, town.head)
    assert references(town.officer, SLUG) == [first.reference, closed.reference]
    assert references(town.head, SLUG) == [other.reference]
    assert references(town.adviser, SLUG) == []


def test_the_menu_counts_what_is_to_read_until_it_is_opened(client: Client, town: Town) -> None:
    demande, other = town.file(), town.file()
    for each in (demande, demande, other):
        name(each, town.head, town.officer)
    assert count(client, town.officer) == "2"
    client.get(demande.get_absolute_url())
    assert count(client, town.officer) == "1"
    page = client.get(f"/gestion/files/{SLUG}/").content.decode()
    assert page.count("À lire") == 1
    assert page.count("Lue") == 1
    name(demande, town.head, town.officer)
    assert count(client, town.officer) == "2"


def test_a_colleague_who_opens_it_reads_nothing_for_me(client: Client, town: Town) -> None:
    demande = town.file()
    name(demande, town.head, town.officer)
    client.force_login(town.head, backend=BACKEND)
    client.get(demande.get_absolute_url())
    assert count(client, town.officer) == "1"


def test_who_lost_the_right_sees_nothing_of_it(
    client: Client, town: Town, references: References, secret: Demande
) -> None:
    demande = town.file()
    moved = make_member(town.roads, Role.OFFICER)
    for each in (demande, secret):
        name(each, town.head, moved)
    assert count(client, moved) == "2"

    moved.memberships.update(role=Role.ADVISER)
    moved = User.objects.get(pk=moved.pk)
    assert references(moved, SLUG) == [demande.reference]
    client.get(secret.get_absolute_url())  # the envelope only: nothing is read by that
    moved.memberships.update(service=make_service())
    moved = User.objects.get(pk=moved.pk)
    assert references(moved, SLUG) == []
    assert count(client, moved) == ""

    moved.memberships.update(service=town.roads, role=Role.HEAD)
    assert count(client, User.objects.get(pk=moved.pk)) == "2"
