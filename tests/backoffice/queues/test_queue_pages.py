"""What a queue's page shows: rows, pages, the side, nothing that it shouldn't."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from backoffice.queues import counts as counting
from portal.accounts.models import User
from portal.demandes.models import Demande
from portal.demandes.states import State
from portal.directory.models import Role
from tests.backoffice.queues.conftest import BACKEND, Town
from tests.backoffice.queues.rows import copies
from tests.builders import make_member, take

References = Callable[..., list[str]]
MINE = "/gestion/files/mon-service/"


def page(client: Client, agent: User, path: str = MINE) -> str:
    client.force_login(agent, backend=BACKEND)
    return client.get(path).content.decode()


def text_of(html: str) -> str:
    """A page's words, as they are read."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("\u00a0", " ").split())


def rows_of(html: str) -> str:
    return text_of(html.partition("<tbody>")[2].partition("</tbody>")[0])


def test_a_row_says_what_by_when_where_it_stands_and_who_has_it(client: Client, town: Town) -> None:
    demande = town.file(state=State.ASSIGNED, officer=town.officer)
    fields = {"subject": "Trou devant l’école", "due_on": timezone.localdate() - timedelta(days=3)}
    Demande.objects.update(**fields)
    row = rows_of(page(client, town.officer))
    assert row.startswith("Trou devant l’école en ligne · Signaler un nid-de-poule")
    assert "en retard de 3 jours déposée le" in row
    assert "En cours Nadia Ferrand" in row
    assert demande.reference in row
    assert row.endswith("Arras")


def test_a_row_s_first_link_opens_the_demande(client: Client, town: Town) -> None:
    demande = town.file()
    html = page(client, town.officer)
    first = re.search(r'<tr data-row>.*?href="([^"]+)"', html)
    assert first
    assert first[1] == demande.get_absolute_url()


def test_what_waits_for_the_person_is_never_shown_late(client: Client, town: Town) -> None:
    town.file(state=State.AWAITING_CITIZEN)
    Demande.objects.update(due_on=timezone.localdate() - timedelta(days=3))
    assert "en retard de" not in rows_of(page(client, town.officer))


@pytest.mark.parametrize("name", ["adviser", "officer"])
def test_a_confidential_row_shows_its_procedure_and_a_lock_only(
    client: Client, town: Town, secret: Demande, name: str
) -> None:
    Demande.objects.update(subject="Madame Delattre contre le département")
    html = page(client, town.agent(name), "/gestion/files/recherche/")
    assert 'aria-label="Confidentielle"' in html
    row = rows_of(html)
    assert row.startswith("Demander une aide en ligne")
    assert not re.search("Delattre|Awa|Arras", row)


@pytest.mark.parametrize("slug", ["mon-service", "recherche"])
def test_what_people_type_is_never_markup(client: Client, town: Town, slug: str) -> None:
    town.file()
    evil = "<script>alert(1)</script>"
    Demande.objects.update(subject=evil)
    town.procedure.title = f"<b>{evil}"
    town.procedure.save()
    User.objects.filter(pk=town.officer.pk).update(first_name=evil, job_title=evil)
    officer = User.objects.get(pk=town.officer.pk)
    html = page(client, officer, f"/gestion/files/{slug}/?filtres=1&commune={evil}&theme={evil}")
    html += page(client, officer, f"/gestion/files/{slug}/?q={evil}&commune={evil}")
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html


def walk(client: Client, path: str, query: str, way: str) -> list[list[int]]:
    """The rows of each page, following the links one way."""
    pages = []
    while True:
        shown = client.get(path + query).context["list"].page
        pages.append([row.pk for row in shown.rows])
        if not (query := getattr(shown, way)):
            return pages


@pytest.mark.parametrize(
    ("slug", "state"),
    [("mon-service", State.FILED), ("closes", State.CLOSED), ("repondues", State.ANSWERED)],
)
def test_pages_of_25_follow_each_other_forward_and_back(
    client: Client, town: Town, slug: str, state: State
) -> None:
    copies(town.file(state=state), 59)
    client.force_login(town.officer, backend=BACKEND)
    path = f"/gestion/files/{slug}/"
    forward = walk(client, path, "?channel=online", "next")
    assert [len(rows) for rows in forward] == [25, 25, 10]
    assert len({pk for rows in forward for pk in rows}) == 60
    second = client.get(f"{path}?channel=online").context["list"].page.next
    last = client.get(path + second).context["list"].page.next
    assert walk(client, path, last, "previous") == forward[::-1]
    assert "channel=online" in last


def test_a_page_starts_where_the_last_one_ended_whatever_changed_before(
    client: Client, town: Town
) -> None:
    rows = copies(town.file(), 40)
    client.force_login(town.officer, backend=BACKEND)
    first = client.get(MINE).context["list"].page
    expected = [row.pk for row in client.get(MINE + first.next).context["list"].page.rows]
    Demande.objects.filter(pk=rows[0].pk).update(state=State.ANSWERED, answered_at=timezone.now())
    copies(rows[0], 3, due_on=timezone.localdate() - timedelta(days=9))
    again = client.get(MINE + first.next).context["list"].page
    assert [row.pk for row in again.rows] == expected
    assert first.rows[-1].pk not in expected


def test_a_cursor_that_is_not_ours_shows_the_first_page(client: Client, town: Town) -> None:
    demande = town.file()
    client.force_login(town.officer, backend=BACKEND)
    shown = client.get(f"{MINE}?page=tordu").context["list"].page
    assert [row.pk for row in shown.rows] == [demande.pk]


def test_the_side_counts_what_waits_and_says_where_one_is(client: Client, town: Town) -> None:
    copies(town.file(), 2, due_on=timezone.localdate() - timedelta(days=1))
    html = page(client, town.officer)
    assert 'href="/gestion/files/mon-service/" aria-current="page">Mon service <b>3</b>' in html
    assert '>En retard <b class="late">2</b>' in html
    assert "Nadia Ferrand" in text_of(html)
    assert 'href="/gestion/securite/"' in html


def test_the_way_out_is_a_post(client: Client, town: Town) -> None:
    html = page(client, town.officer)
    assert '<form method="post" action="/gestion/deconnexion/">' in html
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)
    assert token
    client.post("/gestion/deconnexion/", {"csrfmiddlewaretoken": token[1]})
    assert client.get(MINE).status_code == 302


@pytest.mark.parametrize(("role", "enters"), [(Role.EDITOR, True), (Role.TREASURER, False)])
def test_the_admin_is_offered_to_those_whom_it_opens_for(
    client: Client, town: Town, role: Role, enters: bool
) -> None:
    agent = make_member(town.roads, Role.OFFICER, role)
    assert ('href="/admin/"' in page(client, agent)) == enters


def test_there_is_no_side_outside_the_agents_pages(client: Client, town: Town) -> None:
    client.force_login(town.officer, backend=BACKEND)
    assert client.get("/annuaire/").context["shell"] is None
    client.logout()
    assert not client.get("/gestion/connexion/").context["shell"]


def test_counts_stop_at_a_thousand(
    client: Client, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies(town.file(), 1_000)
    html = page(client, town.officer)
    assert "Mon service <b>plus de 1\u00a0000</b>" in html


def test_one_s_own_act_shows_in_the_counts_at_once(client: Client, town: Town) -> None:
    demande = town.file()
    assert ">À affecter <b>1</b>" in page(client, town.officer)
    take(demande, town.officer)
    html = page(client, town.officer)
    assert ">À moi <b>1</b>" in html
    assert ">À affecter</a>" in html


def test_a_new_right_shows_in_the_counts_at_once(client: Client, town: Town) -> None:
    newcomer = make_member(town.roads, Role.ADVISER)
    town.file()
    assert ">Toutes en cours <b>1</b>" in page(client, newcomer, "/gestion/files/toutes/")
    newcomer.memberships.all().delete()
    queues = list(counting.counts(User.objects.get(pk=newcomer.pk), []))
    assert queues == []
    newcomer.memberships.create(service=town.roads, role=Role.HEAD)
    assert ">Mon service <b>1</b>" in page(client, User.objects.get(pk=newcomer.pk))


def test_no_page_of_agents_is_kept_by_browsers(client: Client, town: Town) -> None:
    client.force_login(town.officer, backend=BACKEND)
    assert "no-store" in client.get(MINE)["Cache-Control"]
