"""Which demandes each queue shows, to whom, in what order."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from backoffice.queues.queues import BY_SLUG, QUEUES
from portal.demandes.models import Demande
from portal.demandes.states import State
from portal.directory.models import Role
from tests.backoffice.queues.conftest import BACKEND, Town
from tests.backoffice.queues.rows import copies
from tests.builders import make_demande, make_member, make_service

References = Callable[..., list[str]]
SEEN_BY = {
    "adviser": [
        *("a-suivre", "je-les-suis", "a-confirmer", "toutes", "on-m-a-cite", "attente-usager"),
        *("en-retard", "closes", "recherche"),
    ],
    "officer": [
        *("a-moi", "mon-service", "a-affecter", "on-m-a-cite", "attente-usager"),
        *("en-retard", "repondues"),
        *("closes", "recherche"),
    ],
    "head": [
        *("a-moi", "mon-service", "a-affecter", "on-m-a-cite", "attente-usager"),
        *("en-retard", "repondues"),
        *("closes", "recherche"),
    ],
    "administrator": [
        *("mon-service", "a-affecter", "on-m-a-cite", "attente-usager"),
        *("en-retard", "repondues"),
        *("closes", "recherche"),
    ],
}
# In which queues of an officer's service a demande of each state is, when nobody is late.
PLACES = {
    State.AWAITING_PAYMENT: set(),
    State.FILED: {"mon-service", "a-affecter"},
    State.ASSIGNED: {"a-moi", "mon-service"},
    State.AWAITING_CITIZEN: {"mon-service", "a-affecter", "attente-usager"},
    State.AWAITING_PARTNER: {"a-moi", "mon-service"},
    State.ANSWERED: {"repondues"},
    State.CLOSED: {"closes"},
    State.WITHDRAWN: {"closes"},
    State.DUPLICATE: {"closes"},
}


@pytest.mark.parametrize("name", SEEN_BY)
@pytest.mark.parametrize("slug", BY_SLUG)
def test_each_role_opens_its_queues_and_no_other(
    client: Client, town: Town, name: str, slug: str
) -> None:
    client.force_login(town.agent(name), backend=BACKEND)
    status = client.get(f"/gestion/files/{slug}/").status_code
    assert status == (200 if slug in SEEN_BY[name] else 403)


@pytest.mark.parametrize("role", [r for r in Role if r not in SEEN_BY])
def test_other_roles_are_refused_with_a_page(client: Client, town: Town, role: Role) -> None:
    client.force_login(make_member(town.roads, role), backend=BACKEND)
    response = client.get("/gestion/files/mon-service/")
    assert response.status_code == 403
    assert "<h1>" in response.content.decode()


def test_a_stranger_signs_in_first(client: Client) -> None:
    response = client.get("/gestion/files/mon-service/?q=trou")
    assert response.status_code == 302
    assert response["Location"].startswith("/gestion/connexion/?next=/gestion/files/mon-service/")


def test_there_is_no_other_queue(client: Client, town: Town) -> None:
    client.force_login(town.officer, backend=BACKEND)
    assert client.get("/gestion/files/inventee/").status_code == 404


def test_a_queue_is_not_posted_to(client: Client, town: Town) -> None:
    client.force_login(town.officer, backend=BACKEND)
    assert client.post("/gestion/files/mon-service/").status_code == 405


@pytest.mark.parametrize("state", State)
def test_a_demande_is_where_its_state_puts_it(
    town: Town, references: References, state: State
) -> None:
    demande = town.file(state=state, officer=town.officer)
    holding = {q.slug for q in QUEUES if q.is_of(town.officer)} - {"recherche"}
    found = {slug for slug in holding if demande.reference in references(town.officer, slug)}
    assert found == PLACES[State(demande.state)]


@pytest.mark.parametrize("state", State)
def test_an_adviser_has_what_nobody_keeps_what_they_keep_and_what_to_confirm(
    town: Town, references: References, state: State
) -> None:
    free = town.file(state=state, officer=town.officer)
    mine, hers = copies(free, 2)
    colleague = make_member(town.top, Role.ADVISER)
    for demande, keeper in ((mine, town.adviser), (hers, colleague)):
        Demande.objects.filter(pk=demande.pk).update(keeper=keeper)
    waits, is_open = state == State.ANSWERED, State(free.state).is_open
    assert (free.reference in references(town.adviser, "a-suivre")) is is_open
    assert not {mine.reference, hers.reference} & set(references(town.adviser, "a-suivre"))
    assert references(town.adviser, "je-les-suis") == [mine.reference] * is_open
    assert references(town.adviser, "a-confirmer") == [mine.reference] * waits


def test_nobody_is_to_keep_what_is_confidential(
    town: Town, secret: Demande, references: References
) -> None:
    assert references(town.adviser, "toutes") == [secret.reference]
    assert references(town.adviser, "a-suivre") == []


def test_what_one_keeps_is_followed_out_of_ones_services_by_its_envelope_only(
    client: Client, town: Town, references: References
) -> None:
    annex = make_service("Annexe", organisation=town.top.organisation)
    adviser = make_member(annex, Role.ADVISER)
    kept, other = town.file(), town.file()
    Demande.objects.filter(pk=kept.pk).update(keeper=adviser)
    assert references(adviser, "je-les-suis") == [kept.reference]
    assert references(adviser, "toutes") == references(adviser, "a-suivre") == []
    assert references(adviser, "recherche") == [kept.reference]
    assert references(adviser, "recherche", q="chaussée") == []
    Demande.objects.update(subject="Mon mari est tombé")
    for slug in ("je-les-suis", "recherche"):
        page = client.get(f"/gestion/files/{slug}/").content.decode()
        assert "Signaler un nid-de-poule" in page
        assert "tombé" not in page
        assert "Arras" not in page
    assert other.reference not in references(adviser, "recherche")
    adviser.memberships.update(service=make_service())
    assert references(adviser, "je-les-suis") == []


@pytest.mark.parametrize("state", [s for s in State if s != State.AWAITING_PAYMENT])
def test_no_demande_is_out_of_every_queue(town: Town, references: References, state: State) -> None:
    demande = town.file(state=state)
    assert demande.reference in references(town.officer, "recherche")
    assert PLACES[state]


@pytest.mark.parametrize("name", SEEN_BY)
def test_what_is_not_paid_yet_is_in_no_queue(town: Town, references: References, name: str) -> None:
    town.file(state=State.AWAITING_PAYMENT)
    assert not any(references(town.agent(name), slug) for slug in SEEN_BY[name])


def test_an_adviser_above_sees_all_that_is_open_below(town: Town, references: References) -> None:
    ours, elsewhere = town.file(), make_demande(service=make_service())
    town.file(state=State.CLOSED)
    assert references(town.adviser, "toutes") == [ours.reference]
    assert elsewhere.reference not in references(town.adviser, "recherche")


def test_mine_are_those_in_my_hands_and_nobody_else_s(town: Town, references: References) -> None:
    mine = town.file(state=State.ASSIGNED, officer=town.officer)
    town.file(state=State.ASSIGNED, officer=town.head)
    assert references(town.officer, "a-moi") == [mine.reference]


def test_a_membership_taken_back_empties_my_queue(town: Town, references: References) -> None:
    town.file(state=State.ASSIGNED, officer=town.officer)
    elsewhere = make_service()
    town.officer.memberships.update(service=elsewhere)
    assert references(town.officer, "a-moi") == []


def test_an_adviser_of_one_service_and_officer_of_another_has_each_where_it_belongs(
    town: Town, references: References
) -> None:
    both = make_member(town.roads, Role.OFFICER)
    desk = make_service()
    both.memberships.create(service=desk, role=Role.ADVISER)
    handled, received = town.file(), make_demande(service=desk)
    assert references(both, "mon-service") == [handled.reference]
    assert references(both, "toutes") == [received.reference]
    assert set(references(both, "recherche")) == {handled.reference, received.reference}


def test_late_is_after_the_promised_day_unless_the_person_has_to_act(
    town: Town, references: References
) -> None:
    model = town.file()
    today = timezone.localdate()
    late, on_time = (copies(model, 1, due_on=today - timedelta(days=days))[0] for days in (1, 0))
    copies(model, 1, due_on=today - timedelta(days=9), state=State.AWAITING_CITIZEN)
    assert references(town.officer, "en-retard") == [late.reference]
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        assert references(town.officer, "en-retard") == [late.reference, on_time.reference]


def test_what_is_due_first_comes_first_and_ties_follow_their_number(
    town: Town, references: References
) -> None:
    model = town.file()
    day = timezone.localdate()
    later, sooner, twin = (
        copies(model, 1, due_on=day + timedelta(days=days))[0] for days in (2, 1, 1)
    )
    Demande.objects.filter(pk=model.pk).update(due_on=day)
    expected = [model.reference, sooner.reference, twin.reference, later.reference]
    assert references(town.officer, "mon-service") == expected


def test_what_was_closed_last_comes_first(town: Town, references: References) -> None:
    model = town.file()
    now = timezone.now()
    old, new = (
        copies(model, 1, state=State.CLOSED, closed_at=now - timedelta(days=days))[0]
        for days in (3, 1)
    )
    assert references(town.officer, "closes") == [new.reference, old.reference]


def test_home_leads_to_the_first_queue_where_something_waits(client: Client, town: Town) -> None:
    client.force_login(town.officer, backend=BACKEND)
    assert client.get("/gestion/")["Location"] == "/gestion/files/a-moi/"
    town.file()
    assert client.get("/gestion/")["Location"] == "/gestion/files/mon-service/"
    town.file(state=State.ASSIGNED, officer=town.officer)
    assert client.get("/gestion/")["Location"] == "/gestion/files/a-moi/"


@pytest.mark.parametrize(
    ("role", "place"), [(Role.ADVISER, "/gestion/files/a-suivre/"), (Role.EDITOR, "/admin/")]
)
def test_home_leads_where_the_role_works(
    client: Client, town: Town, role: Role, place: str
) -> None:
    client.force_login(make_member(town.roads, role), backend=BACKEND)
    assert client.get("/gestion/")["Location"] == place


def test_home_tells_who_has_no_role_whom_to_ask(client: Client, town: Town) -> None:
    client.force_login(make_member(town.roads), backend=BACKEND)
    page = client.get("/gestion/").content.decode()
    assert "demandez un rôle" in page
    assert "Se déconnecter" in page
