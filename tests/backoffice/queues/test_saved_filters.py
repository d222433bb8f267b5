"""Filters kept under a name: whose they are, who sees them, what they become."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from backoffice.queues import saving
from backoffice.queues.models import SavedFilter
from backoffice.queues.queues import BY_SLUG
from portal.accounts.models import User
from portal.demandes.querysets import ENVELOPE_ROLES
from portal.directory.models import Role, Service
from tests.backoffice.queues.conftest import BACKEND, Town
from tests.builders import make_member, make_service

QUERY = "state=assigned&channel=desk"
KEEP = f"/gestion/files/mon-service/enregistrer/?{QUERY}"
MINE = "/gestion/filtres/"


def keep(agent: User, name: str = "Au guichet", **fields: object) -> SavedFilter:
    defaults: dict[str, object] = {"queue": "mon-service", "query": QUERY, "service": None}
    kept = SavedFilter.objects.create(agent=agent, name=name, **defaults | fields)
    cache.clear()
    return kept


def post(client: Client, agent: User, path: str, **fields: object) -> HttpResponse:
    client.force_login(agent, backend=BACKEND)
    return client.post(path, fields)


def in_menu(client: Client, agent: User, path: str = MINE) -> dict[str, str]:
    """The names that the menu shows, with their addresses."""
    client.force_login(agent, backend=BACKEND)
    groups = client.get(path).context["shell"].groups
    links = [link for group in groups if group.label == "Mes filtres" for link in group.links]
    return {link.label: link.url for link in links if link.url != MINE}


def test_the_filters_in_force_are_kept_under_a_name_and_come_back_from_the_menu(
    client: Client, town: Town
) -> None:
    client.force_login(town.officer, backend=BACKEND)
    asked = "channel=desk&theme=&state=assigned&filtres=1&page=x"
    page = client.get(f"/gestion/files/mon-service/?{asked}")
    assert f'href="{KEEP.replace("&", "&amp;")}">Enregistrer ce filtre' in page.content.decode()

    response = post(client, town.officer, KEEP, name="Au guichet")

    address = f"/gestion/files/mon-service/?{QUERY}"
    assert response["Location"] == address
    assert in_menu(client, town.officer) == {"Au guichet": address}
    shell = client.get(address).context["shell"]
    current = [link.label for group in shell.groups for link in group.links if link.current]
    assert current == ["Au guichet"]


def test_without_a_filter_there_is_nothing_to_keep(client: Client, town: Town) -> None:
    client.force_login(town.officer, backend=BACKEND)
    queue = "/gestion/files/mon-service/"
    assert "Enregistrer ce filtre" not in client.get(queue).content.decode()
    for query in ("", "?state=nonsense"):
        assert client.get(f"{queue}enregistrer/{query}")["Location"] == queue


@pytest.mark.parametrize("name", ["", "a" * 61, "Au guichet"])
def test_a_name_that_does_not_do_comes_back_with_a_sentence(
    client: Client, town: Town, name: str
) -> None:
    keep(town.officer, query="channel=letter")
    response = post(client, town.officer, KEEP, name=name)
    assert response.status_code == 400
    assert response.context["form"].errors["name"]
    assert SavedFilter.objects.count() == 1


def test_the_same_name_is_free_for_a_colleague_and_a_double_click_keeps_once(
    client: Client, town: Town
) -> None:
    keep(town.head)
    for _ in range(2):
        assert post(client, town.officer, KEEP, name="Au guichet").status_code == 302
    assert SavedFilter.objects.filter(agent=town.officer).count() == 1


def test_an_agent_keeps_twenty_and_no_more(client: Client, town: Town) -> None:
    for number in range(saving.MOST):
        keep(town.officer, f"Filtre {number}")
    response = post(client, town.officer, KEEP, name="Un de plus")
    assert response.status_code == 400
    assert "supprimez-en un" in response.content.decode()


def test_too_long_an_address_is_refused(client: Client, town: Town) -> None:
    path = f"/gestion/files/mon-service/enregistrer/?q={'é' * 80}"  # 480 signs, as %C3%A9
    assert post(client, town.officer, path, name="Long").status_code == 302
    longer = f"{path}&state=assigned&channel=online"
    response = post(client, town.officer, longer, name="Trop long")
    assert response.status_code == 400
    assert "trop longs à garder" in response.content.decode()


@pytest.mark.parametrize("role", ENVELOPE_ROLES)
def test_only_a_head_shares_and_only_with_their_own_service(
    client: Client, town: Town, role: Role
) -> None:
    agent = make_member(town.roads, role)
    path = KEEP.replace("mon-service", "recherche")
    response = post(client, agent, path, name="Partagé", service=town.roads.pk)
    assert response.status_code == 302
    expected = town.roads if role == Role.HEAD else None
    assert SavedFilter.objects.get().service == expected
    elsewhere = post(client, agent, path, name="Ailleurs", service=town.top.pk)
    assert elsewhere.status_code == (400 if role == Role.HEAD else 302)
    assert not SavedFilter.objects.filter(service=town.top).exists()


def test_members_of_the_service_see_what_is_shared_if_the_queue_is_theirs(
    client: Client, town: Town
) -> None:
    keep(town.head, "Privé")
    keep(town.head, "Partagé", service=town.roads)
    desk = make_member(town.roads, Role.ADVISER)
    elsewhere = make_member(make_service(parent=town.top), Role.HEAD)
    assert in_menu(client, town.head).keys() == {"Privé", "Partagé"}
    assert in_menu(client, town.officer).keys() == {"Partagé"}
    assert in_menu(client, town.administrator).keys() == {"Partagé"}
    for other in (desk, elsewhere, town.adviser):  # « Mon service » isn't an adviser's queue
        assert in_menu(client, other) == {}


def test_who_leaves_the_service_loses_what_it_shared(client: Client, town: Town) -> None:
    keep(town.head, service=town.roads)
    assert in_menu(client, town.officer)
    town.officer.memberships.update(service=make_service())
    assert in_menu(client, User.objects.get(pk=town.officer.pk)) == {}


def test_it_is_renamed_and_removed_at_once_in_the_menu(client: Client, town: Town) -> None:
    kept = keep(town.officer)
    assert in_menu(client, town.officer).keys() == {"Au guichet"}
    post(client, town.officer, f"{MINE}{kept.pk}/", name="Sur place")
    assert in_menu(client, town.officer).keys() == {"Sur place"}
    for _ in range(2):  # a double click
        response = post(client, town.officer, f"{MINE}{kept.pk}/supprimer/")
        assert response["Location"] == MINE
    assert in_menu(client, town.officer) == {}


def test_a_name_taken_by_another_of_mine_is_refused(client: Client, town: Town) -> None:
    keep(town.officer, "Un")
    two = keep(town.officer, "Deux")
    response = post(client, town.officer, f"{MINE}{two.pk}/", name="Un")
    assert response.status_code == 400
    two.refresh_from_db()
    assert two.name == "Deux"


def managed(client: Client, agent: User, kept: SavedFilter) -> bool:
    """Whether the agent lists, changes and removes it: all three, or none."""
    client.force_login(agent, backend=BACKEND)
    listed = [each.pk for each, _queue in client.get(MINE).context["filters"]]
    opens = client.get(f"{MINE}{kept.pk}/").status_code == 200
    fields = {"name": kept.name, "service": kept.service_id or ""}
    changes = client.post(f"{MINE}{kept.pk}/", fields).status_code == 302
    client.post(f"{MINE}{kept.pk}/supprimer/")
    removes = not SavedFilter.objects.filter(pk=kept.pk).exists()
    assert len({kept.pk in listed, opens, changes, removes}) == 1
    return removes


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("role", ENVELOPE_ROLES)
def test_it_is_managed_by_its_author_and_by_the_head_with_whose_service_it_is_shared(
    client: Client, town: Town, role: Role, shared: bool
) -> None:
    kept = keep(town.head, service=town.roads if shared else None)
    assert managed(client, make_member(town.roads, role), kept) is (shared and role == Role.HEAD)
    if SavedFilter.objects.exists():
        assert managed(client, town.head, kept)


def test_who_is_no_longer_head_renames_without_taking_back(client: Client, town: Town) -> None:
    kept = keep(town.head, service=town.roads)
    town.head.memberships.update(role=Role.OFFICER)
    post(client, User.objects.get(pk=town.head.pk), f"{MINE}{kept.pk}/", name="Autre nom")
    kept.refresh_from_db()
    assert (kept.name, kept.service) == ("Autre nom", town.roads)


def test_a_filter_whose_procedure_is_gone_says_so(client: Client, town: Town) -> None:
    kept = keep(town.officer, query="channel=desk&procedure=999999")
    client.force_login(town.officer, backend=BACKEND)
    there = client.get(in_menu(client, town.officer)["Au guichet"]).content.decode()
    assert "sa valeur n’est pas reconnue : Démarche" in there
    page = client.get(f"{MINE}{kept.pk}/").content.decode()
    assert "n’a plus tout son sens" in page
    assert "Démarche" in page
    assert "Canal\u00a0: Accueil" in page or "Canal\u00a0:" in page


def test_a_filter_of_a_queue_that_is_no_more_is_nowhere(client: Client, town: Town) -> None:
    kept = keep(town.officer, queue="disparue")
    assert in_menu(client, town.officer) == {}
    assert client.get(f"{MINE}{kept.pk}/").status_code == 404


def test_a_queue_of_others_is_not_kept(client: Client, town: Town) -> None:
    assert post(client, town.adviser, KEEP, name="Non").status_code == 403
    assert client.get(KEEP.replace("mon-service", "disparue")).status_code == 404


def test_every_queue_s_slug_fits(town: Town) -> None:
    longest = SavedFilter._meta.get_field("queue").max_length
    assert all(len(slug) <= longest for slug in BY_SLUG)


def test_the_menu_costs_one_query_then_none(
    town: Town, django_assert_num_queries: Callable[..., object]
) -> None:
    for number in range(5):
        keep(town.officer, f"Filtre {number}")
    agent = User.objects.get(pk=town.officer.pk)
    assert agent.roles_held
    assert Service.objects.exists()
    for queries in (1, 0):
        with django_assert_num_queries(queries):  # type: ignore[attr-defined]  # a context manager
            assert len(saving.menu(agent)) == 5


def test_the_list_costs_the_same_for_one_as_for_twenty(
    client: Client, town: Town, query_budget: Callable[..., None]
) -> None:
    keep(town.head, service=town.roads)
    client.force_login(town.head, backend=BACKEND)

    def more() -> None:
        for number in range(19):
            keep(town.head, f"Filtre {number}", service=town.roads)
        client.get(MINE)

    query_budget(lambda: client.get(MINE), more, at_most=10)
