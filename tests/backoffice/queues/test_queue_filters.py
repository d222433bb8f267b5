"""Filters, alone and together; what they offer; what they leave out."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backoffice.queues.queues import BY_SLUG
from portal.demandes.models import Demande
from portal.demandes.states import State
from portal.directory.models import Role
from tests.backoffice.queues.conftest import BACKEND, Town
from tests.backoffice.queues.rows import copies
from tests.builders import (
    make_commune,
    make_demande,
    make_member,
    make_procedure,
    make_service,
    make_theme,
)

References = Callable[..., list[str]]
MINE = "/gestion/files/mon-service/"


@pytest.fixture
def pair(town: Town) -> tuple[Demande, Demande]:
    """Two demandes of the roads that differ in everything that a filter looks at."""
    other = make_procedure(service=town.roads, theme=make_theme(), title="Occuper le trottoir")
    lens = make_commune("62498", "Lens", postal_codes="62300")
    model = make_demande(other)
    fields = {
        "channel": "telephone",
        "commune": lens,
        "filed_at": timezone.now() - timedelta(days=20),
    }
    state = {"state": State.ASSIGNED, "assignee": town.officer}
    differs = copies(model, 1, **fields | state)[0]
    Demande.objects.filter(pk=model.pk).update(service=make_service())
    return town.file(), differs


def value_of(name: str, demande: Demande) -> object:
    """What one asks to find this demande and not the other of the pair."""
    return {
        "procedure": demande.procedure_id,
        "theme": demande.procedure.theme_id,
        "state": demande.state,
        "assignee": demande.assignee_id or "personne",
        "commune": demande.commune and demande.commune.name.lower(),
        "channel": demande.channel,
    }[name]


FILTERS = ["procedure", "theme", "state", "assignee", "commune", "channel"]


@pytest.mark.parametrize("name", FILTERS)
def test_each_filter_keeps_what_it_names(
    town: Town, references: References, pair: tuple[Demande, Demande], name: str
) -> None:
    for demande in pair:
        found = references(town.officer, "mon-service", **{name: value_of(name, demande)})
        assert found == [demande.reference]


def test_days_of_filing_are_kept_both_ends_included(
    town: Town, references: References, pair: tuple[Demande, Demande]
) -> None:
    new, old = pair
    day, before = (timezone.localdate(each.filed_at) for each in pair)
    assert references(town.officer, "mon-service", filed_from=day) == [new.reference]
    assert references(town.officer, "mon-service", filed_to=before) == [old.reference]
    both = references(town.officer, "mon-service", filed_from=before, filed_to=day)
    assert set(both) == {new.reference, old.reference}
    typed = before.strftime("%d/%m/%Y")
    assert references(town.officer, "mon-service", filed_to=typed) == [old.reference]


def test_filters_together_keep_what_all_of_them_keep(
    town: Town, references: References, pair: tuple[Demande, Demande]
) -> None:
    first, second = pair
    wanted = {name: value_of(name, first) for name in FILTERS}
    assert references(town.officer, "mon-service", **wanted) == [first.reference]
    mixed = wanted | {"channel": second.channel}
    assert references(town.officer, "mon-service", **mixed) == []


def test_a_commune_is_found_by_its_postal_code_or_the_beginning_of_its_name(
    town: Town, references: References, pair: tuple[Demande, Demande]
) -> None:
    for typed in ("62300", "len", "LENS (62)"):
        assert references(town.officer, "mon-service", commune=typed) == [pair[1].reference]


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ("procedure=999999", "Démarche"),
        ("procedure=x", "Démarche"),
        ("theme=0", "Thème"),
        ("state=awaiting_payment", "État"),
        ("assignee=-1", "Agent"),
        ("commune=Nullepart", "Commune"),
        ("channel=pigeon", "Canal"),
        ("filed_from=hier", "Déposée à partir du"),
        ("filed_from=9999-12-31", "Déposée à partir du"),
        ("filed_from=2026-11-02&filed_to=2026-11-01", "Déposée jusqu’au"),
        ("q=de+la", "Rechercher"),
        ("q=" + "a" * 81, "Rechercher"),
        ("q=%00", "Rechercher"),
    ],
)
def test_what_means_nothing_is_left_out_and_said(
    client: Client, town: Town, query: str, label: str
) -> None:
    demande = town.file()
    Demande.objects.update(filed_at=datetime(2026, 11, 3, 12, tzinfo=UTC))
    client.force_login(town.officer, backend=BACKEND)
    response = client.get(f"{MINE}?{query}")
    assert f"sa valeur n’est pas reconnue : {label}" in response.content.decode()
    assert [row.pk for row in response.context["list"].page.rows] == [demande.pk]


def test_a_chip_takes_its_filter_away_and_leaves_the_others(client: Client, town: Town) -> None:
    town.file()
    client.force_login(town.officer, backend=BACKEND)
    response = client.get(f"{MINE}?q=trou&channel=online&state=&commune=arras&page=zz")
    assert [(chip.label, chip.url) for chip in response.context["chips"]] == [
        ("Rechercher\u00a0: trou", "?channel=online&commune=arras"),
        ("Commune\u00a0: Arras", "?q=trou&channel=online"),
        ("Canal\u00a0: En ligne", "?q=trou&commune=arras"),
    ]


def test_searching_again_keeps_the_filters_in_force(client: Client, town: Town) -> None:
    client.force_login(town.officer, backend=BACKEND)
    page = client.get(f"{MINE}?channel=desk&filed_from=2026-11-02").content.decode()
    assert '<input type="hidden" name="channel" value="desk" id="f_channel">' in page
    assert '<input type="hidden" name="filed_from" value="2026-11-02" id="f_filed_from">' in page
    assert "Masquer les filtres" not in page


def test_the_filters_open_and_close_by_a_link_that_keeps_them(client: Client, town: Town) -> None:
    client.force_login(town.officer, backend=BACKEND)
    closed = client.get(f"{MINE}?channel=desk").content.decode()
    assert 'href="?channel=desk&amp;filtres=1#f_procedure"' in closed
    opened = client.get(f"{MINE}?channel=desk&filtres=1").content.decode()
    assert 'href="?channel=desk">Masquer les filtres' in opened
    assert '<option value="desk" selected>' in opened


def offered(client: Client, agent: object, slug: str = "mon-service") -> dict[str, list[str]]:
    client.force_login(agent, backend=BACKEND)  # type: ignore[arg-type]  # a user
    form = client.get(f"/gestion/files/{slug}/?filtres=1").context["filters"]
    names = {"procedure", "theme", "assignee"} & form.fields.keys()
    return {name: [label for _value, label in form.fields[name].choices][1:] for name in names}


def test_what_is_offered_is_what_the_agent_s_services_do(client: Client, town: Town) -> None:
    make_procedure(service=make_service(), title="Démarche d’ailleurs")
    make_member(make_service(), Role.OFFICER, first_name="Ailleurs")
    choices = offered(client, town.officer)
    assert choices["procedure"] == ["Signaler un nid-de-poule"]
    assert choices["theme"] == [town.procedure.theme.name]
    assert choices["assignee"] == ["Personne", "Nadia Ferrand", "Karim Lemoine"]


def test_what_came_from_elsewhere_is_offered_too(client: Client, town: Town) -> None:
    demande = make_demande(
        make_procedure(service=make_service(), title="Démarche transmise"), state=State.ASSIGNED
    )
    Demande.objects.filter(pk=demande.pk).update(service=town.roads)
    choices = offered(client, town.officer)
    assert "Démarche transmise" in choices["procedure"]
    assert str(demande.assignee) in choices["assignee"]


@pytest.mark.parametrize(
    ("slug", "name"),
    [("a-moi", "assignee"), ("a-affecter", "assignee"), ("attente-usager", "state")],
)
def test_a_queue_has_no_filter_that_would_say_nothing(
    client: Client, town: Town, slug: str, name: str
) -> None:
    client.force_login(town.officer, backend=BACKEND)
    response = client.get(f"/gestion/files/{slug}/?{name}=x&filtres=1")
    assert name not in response.context["filters"].fields
    assert not response.context["ignored"]


def test_nothing_found_offers_a_way_out(client: Client, town: Town) -> None:
    town.file()
    client.force_login(town.officer, backend=BACKEND)
    page = client.get(f"{MINE}?channel=letter").content.decode()
    assert "Aucune demande ne correspond" in page
    assert f'href="{MINE}">Retirer tous les filtres</a>' in page


def test_an_empty_queue_says_so(client: Client, town: Town) -> None:
    client.force_login(town.officer, backend=BACKEND)
    assert (
        "Vous n’avez aucune demande en cours"
        in client.get("/gestion/files/a-moi/").content.decode()
    )


VALUES = st.one_of(
    st.sampled_from(
        [
            *("", "1", "999999999999999999999", "personne", "online", "desk", "filed", "closed"),
            *("2026-11-24", "0001-01-01", "9999-12-31", "31/02/2026", "Arras", "trou", "D-2222"),
        ]
    ),
    st.text(max_size=90),
)
QUERIES = st.dictionaries(
    st.sampled_from([*FILTERS, "q", "filed_from", "filed_to", "page", "filtres", "rien"]), VALUES
)


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    query=QUERIES,
    slug=st.sampled_from(sorted(BY_SLUG)),
    name=st.sampled_from(["officer", "adviser"]),
)
def test_whatever_is_asked_the_answer_stays_within_what_is_visible(
    client: Client, town: Town, secret: Demande, query: dict[str, str], slug: str, name: str
) -> None:
    agent = town.agent(name)
    if not Demande.objects.filter(service=town.roads, confidential=False).exists():
        town.file()
        make_demande()
    client.force_login(agent, backend=BACKEND)
    response = client.get(f"/gestion/files/{slug}/", query)
    if response.status_code != 200:
        assert response.status_code == (302 if BY_SLUG[slug].is_of(agent) else 403)
        return
    visible = set(Demande.objects.visible_to(agent).values_list("pk", flat=True))
    assert {row.pk for row in response.context["list"].page.rows} <= visible


def test_today_s_demandes_are_within_today(town: Town, references: References) -> None:
    demande = town.file()
    today = timezone.localdate()
    found = references(town.officer, "mon-service", filed_from=today, filed_to=today)
    assert found == [demande.reference]
