"""One verb for many demandes: said row by row first, then done to each as it is done alone."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from backoffice.queues.bulk import GONE, MOST, picked
from backoffice.queues.bulk_verbs import BY_SLUG
from backoffice.queues.queues import QUEUES
from portal.accounts.models import User
from portal.demandes import rights
from portal.demandes.models import Demande, ExceptionalAccess, JournalEntry, Note
from portal.demandes.querysets import ENVELOPE_ROLES
from portal.demandes.states import SEEN, State
from portal.demandes.workflow import handling
from portal.directory.models import Role
from tests.backoffice.queues.conftest import BACKEND, Town
from tests.backoffice.queues.rows import copies
from tests.builders import make_demande, make_member, make_service, say, take

Browser = Callable[[User], Client]
CHECKED_BOX = '" checked></td>'


def address(slug: str, queue: str = "recherche") -> str:
    return f"/gestion/files/{queue}/ensemble/{slug}/"


def boxes(*demandes: Demande) -> list[str]:
    return [f"{each.reference}.{each.version}" for each in demandes]


def typed(slug: str, town: Town) -> dict[str, Any]:
    """What the form of each verb wants."""
    return {
        "confier": {"to": town.officer.pk},
        "transmettre": {"service": town.top.pk, "reason": "C’est à vous."},
        "noter": {"body": "À regarder ensemble.", "key": str(uuid4())},
    }.get(slug, {})


def confirmation(client: Client, agent: User, slug: str, *demandes: Demande) -> HttpResponse:
    client.force_login(agent, backend=BACKEND)
    return client.get(address(slug), {"d": boxes(*demandes)})


def send(
    client: Client, agent: User, slug: str, demandes: list[str], **fields: object
) -> HttpResponse:
    client.force_login(agent, backend=BACKEND)
    return client.post(address(slug), {"d": demandes, "retour": "q=trou", **fields})


def said(client: Client, response: HttpResponse) -> str:
    """What the queue says after it."""
    assert response.status_code == 302, response.content.decode()
    page = client.get("/gestion/files/recherche/")
    return " ".join(str(message) for message in page.context["messages"])


def reasons(response: HttpResponse) -> dict[str, str]:
    return {line.reference: line.refusal for line in response.context["lines"]}


def entries(demande: Demande, slug: str) -> int:
    return JournalEntry.objects.filter(demande=demande, action=BY_SLUG[slug].action).count()


@pytest.mark.parametrize("role", ENVELOPE_ROLES)
def test_the_page_tells_the_truth_for_each_role_verb_and_state(
    client: Client, town: Town, role: Role
) -> None:
    agent = make_member(town.roads, role)
    held = [
        copies(model, 1, state=state, **in_hands(state, town))[0]
        for model in (town.file(), make_demande(service=town.roads, confidential=True))
        for state in sorted(SEEN - {State.DUPLICATE})
    ]
    for slug, verb in BY_SLUG.items():
        page = confirmation(client, agent, slug, *held)
        expected = {each.reference for each in held if rights.may(agent, verb.action, each)}
        assert {ref for ref, why in reasons(page).items() if not why} == expected
    assert JournalEntry.objects.filter(demande__in=held).count() == 0


def in_hands(state: State, town: Town) -> dict[str, Any]:
    return {"assignee": town.head} if state == State.ASSIGNED else {}


@pytest.mark.parametrize("slug", BY_SLUG)
def test_what_was_said_is_done_once_to_each(client: Client, town: Town, slug: str) -> None:
    state = State.ANSWERED if slug == "clore" else State.FILED
    able = [town.file(state=state, officer=town.officer) for _ in range(2)]
    over = town.file(state=State.CLOSED, officer=town.officer)
    chosen, fields = boxes(*able, over), typed(slug, town)

    response = send(client, town.officer, slug, chosen, **fields)

    told = said(client, response)
    done = 3 if slug == "noter" else 2
    assert ("2\u00a0faites, 1\u00a0non. " + over.reference in told) is (slug != "noter")
    assert told.startswith(f"{done}\u00a0")
    assert [entries(each, slug) for each in able] == [1, 1]

    again = send(client, town.officer, slug, chosen, **fields)

    assert [entries(each, slug) for each in able] == [1, 1]
    seen = slug != "transmettre"  # gone to a service where the officer has no role
    assert said(client, again).startswith(f"{done if seen else 0}\u00a0")


def test_one_that_changed_meanwhile_is_refused_and_not_overwritten(
    client: Client, town: Town
) -> None:
    ours, theirs = town.file(), town.file()
    chosen = boxes(ours, theirs)
    handling.take(theirs, agent=town.head, version=theirs.version)

    page = confirmation(client, town.officer, "confier", ours)
    assert page.context["count"] == 1
    told = said(client, send(client, town.officer, "prendre", chosen))

    assert f"1\u00a0faite, 1\u00a0non. {theirs.reference}\u00a0: Cette demande a changé" in told
    theirs.refresh_from_db()
    ours.refresh_from_db()
    assert (ours.assignee, theirs.assignee) == (town.officer, town.head)


def test_a_colleague_s_word_does_not_stop_a_note(client: Client, town: Town) -> None:
    demande = town.file()
    chosen = boxes(demande)
    say(demande, town.head)
    said(client, send(client, town.officer, "noter", chosen, **typed("noter", town)))
    assert Note.objects.get().demande == demande


def test_what_one_has_already_is_not_taken_again(client: Client, town: Town) -> None:
    mine = town.file(state=State.ASSIGNED, officer=town.officer)
    page = confirmation(client, town.officer, "prendre", mine)
    assert reasons(page) == {mine.reference: "Cette demande est déjà à vous."}
    assert "Aucune des demandes cochées" in page.content.decode()


def test_what_is_elsewhere_or_was_never_says_the_same_and_shows_nothing(
    client: Client, town: Town
) -> None:
    elsewhere = make_demande(service=make_service())
    page = confirmation(client, town.officer, "noter", elsewhere)
    assert reasons(page) == {elsewhere.reference: GONE}
    assert elsewhere.subject not in page.content.decode()
    told = said(
        client, send(client, town.officer, "noter", boxes(elsewhere), **typed("noter", town))
    )
    assert GONE in told
    assert not Note.objects.exists()


def test_of_a_confidential_one_the_page_shows_the_envelope(
    client: Client, town: Town, secret: Demande
) -> None:
    page = confirmation(client, town.administrator, "confier", secret).content.decode()
    assert "vous n’en voyez que l’enveloppe" in page
    assert secret.procedure.title in page
    assert "Delattre" not in page


def test_of_one_kept_from_afar_the_page_shows_no_subject(client: Client, town: Town) -> None:
    desk = make_service(organisation=town.roads.organisation)
    keeper = make_member(desk, Role.ADVISER)
    demande = town.file()
    Demande.objects.filter(pk=demande.pk).update(keeper=keeper, subject="Rue des Lilas")
    page = confirmation(client, keeper, "noter", demande)
    assert page.context["lines"][0].demande == demande
    assert "Rue des Lilas" not in page.content.decode()
    assert town.procedure.title in page.content.decode()


def test_a_choice_that_suits_some_only_is_said_before_anything_is_done(
    client: Client, town: Town
) -> None:
    parks = make_service("Parcs", parent=town.top)
    above = make_member(town.top, Role.HEAD)
    ours, theirs = town.file(), make_demande(service=parks)
    chosen, fields = boxes(ours, theirs), {"to": town.officer.pk}

    warned = send(client, above, "confier", chosen, **fields)

    assert warned.status_code == 200
    assert (
        reasons(warned)[theirs.reference]
        == "Cette personne ne traite pas les demandes de ce service."
    )
    assert not entries(ours, "confier")
    assert f'name="warned" value="{town.officer.pk}"' in warned.content.decode()

    other = send(client, above, "confier", chosen, to=town.head.pk, warned=town.officer.pk)
    assert other.status_code == 200  # another choice is said again

    told = said(client, send(client, above, "confier", chosen, **fields, warned=town.officer.pk))
    assert f"1\u00a0faite, 1\u00a0non. {theirs.reference}" in told


def test_only_those_who_handle_one_of_them_are_offered(client: Client, town: Town) -> None:
    make_member(make_service(), Role.OFFICER)
    page = confirmation(client, town.head, "confier", town.file())
    offered = set(page.context["form"].fields["to"].queryset)
    assert offered == {town.officer, town.head}


@pytest.mark.parametrize(
    ("slug", "fields"),
    [
        ("confier", {}),
        ("confier", {"to": "999999"}),
        ("transmettre", {"service": "x", "reason": "Parce que."}),
        ("transmettre", {"reason": "Parce que."}),
        ("noter", {"body": "", "key": str(uuid4())}),
        ("noter", {"body": "a" * 5001, "key": str(uuid4())}),
        ("noter", {"body": "Un mot.", "key": "x"}),
    ],
)
def test_a_form_badly_filled_comes_back_and_nothing_is_done(
    client: Client, town: Town, slug: str, fields: dict[str, str]
) -> None:
    demande = town.file()
    response = send(client, town.head, slug, boxes(demande), **fields)
    assert response.status_code == 400
    assert response.context["form"].errors
    assert fields.get("reason", "") in response.content.decode()
    assert not entries(demande, slug)


def test_nothing_chosen_or_too_many_leads_back_with_a_sentence(client: Client, town: Town) -> None:
    assert "Cochez au moins une demande" in said(client, send(client, town.head, "prendre", []))
    many = [f"{each.reference}.1" for each in copies(town.file(), MOST + 1)]
    assert "au plus 100" in said(client, send(client, town.head, "prendre", many))
    assert not Demande.objects.filter(assignee=town.head).exists()


def test_it_leads_back_to_the_queue_as_it_was(client: Client, town: Town) -> None:
    assert send(client, town.head, "prendre", [])["Location"] == "/gestion/files/recherche/?q=trou"
    client.get("/gestion/files/recherche/")
    sent = {"d": boxes(town.file()), "retour": "//ailleurs.example\r\nX: y&q=trou"}
    there = client.post(address("prendre"), sent)["Location"]
    assert there.startswith("/gestion/files/recherche/?")
    assert "\n" not in there


@pytest.mark.parametrize("queue", QUEUES, ids=lambda queue: queue.slug)
def test_a_queue_offers_what_has_a_sense_there_to_whom_it_may_belong(
    client: Client, town: Town, queue: Any
) -> None:
    for name in ("adviser", "officer", "administrator"):
        agent = town.agent(name)
        client.force_login(agent, backend=BACKEND)
        response = client.get(queue.get_absolute_url())
        if not queue.is_of(agent):
            continue
        roles = {role for _service, role in agent.roles_held}
        expected = [s for s in queue.bulk if roles & rights.ROLES[BY_SLUG[s].action]]
        offered = [url.split("/")[-2] for _label, url in response.context["bulk"].buttons]
        assert offered == expected
        for slug in BY_SLUG.keys() - set(queue.bulk):
            assert client.get(address(slug, queue.slug)).status_code == 404


@pytest.mark.parametrize("slug", BY_SLUG)
def test_only_those_of_the_queue_come_in(client: Client, town: Town, slug: str) -> None:
    demande = town.file()
    where = address(slug, "mon-service" if slug != "clore" else "repondues")
    client.force_login(town.adviser, backend=BACKEND)
    assert client.get(where, {"d": boxes(demande)}).status_code == 403
    client.force_login(make_member(town.roads, Role.EDITOR), backend=BACKEND)
    assert client.post(where, {"d": boxes(demande)}).status_code == 403
    assert demande.journal.count() == 1


def test_the_whole_page_is_checked_by_a_link_and_the_next_one_is_not(
    client: Client, town: Town
) -> None:
    copies(town.file(), 30)
    client.force_login(town.officer, backend=BACKEND)
    plain = client.get("/gestion/files/mon-service/?channel=online")
    assert CHECKED_BOX not in plain.content.decode()
    assert plain.context["bulk"].everything == "?channel=online&tout=1"
    whole = client.get("/gestion/files/mon-service/?channel=online&tout=1")
    assert whole.content.decode().count(CHECKED_BOX) == 25
    assert "tout=" not in whole.context["list"].page.next


def test_an_empty_queue_has_no_boxes(client: Client, town: Town) -> None:
    client.force_login(town.officer, backend=BACKEND)
    assert 'id="ensemble"' not in client.get("/gestion/files/a-moi/").content.decode()


@pytest.mark.parametrize("slug", BY_SLUG)
def test_as_many_queries_for_5_as_for_50(
    client: Client, town: Town, query_budget: Callable[..., None], secret: Demande, slug: str
) -> None:
    """A confidential one of each kind of right among them."""
    client.force_login(town.adviser, backend=BACKEND)
    rows = copies(town.file(), 4) + copies(secret, 1)

    def draw() -> None:
        assert client.get(address(slug), {"d": boxes(*rows)}).status_code == 200

    query_budget(draw, lambda: rows.extend(copies(secret, 45)), at_most=12)


def test_those_whose_content_one_reads_are_known_at_once(
    town: Town, secret: Demande, django_assert_num_queries: Callable[..., Any]
) -> None:
    opened = make_demande(secret.procedure)
    handling.open_exceptionally(opened, reason="Appel de la préfecture", agent=town.adviser)
    late = make_demande(secret.procedure)
    handling.open_exceptionally(late, reason="Appel de la préfecture", agent=town.adviser)
    ExceptionalAccess.objects.filter(demande=late).update(expires_at=late.filed_at)
    rows = [secret, opened, late, town.file(), make_demande(), make_demande(confidential=True)]
    for agent in (town.adviser, town.officer, town.administrator, make_member(town.roads)):
        expected = {each.pk for each in rows if rights.may_read(agent, each)}
        with django_assert_num_queries(1 if agent in (town.adviser, town.administrator) else 0):
            assert rights.readable(agent, rows) == expected


def test_taking_many_asks_each_in_its_own_transaction(client: Client, town: Town) -> None:
    """What is refused in the middle takes nothing back of what came before or after."""
    first, second, third = (town.file() for _ in range(3))
    chosen = boxes(first, second, third)
    take(second, town.head)
    said(client, send(client, town.officer, "prendre", chosen))
    held = Demande.objects.filter(assignee=town.officer)
    assert set(held) == {first, third}


def test_the_result_names_a_few_of_many_that_were_refused(client: Client, town: Town) -> None:
    held = [f"{each.reference}.{each.version + 1}" for each in copies(town.file(), 9)]
    told = said(client, send(client, town.head, "prendre", held))
    assert told.startswith("0\u00a0faite, 9\u00a0non. D-")
    assert told.count("D-") == 5
    assert " et 4\u00a0autres\u00a0: Cette demande a changé" in told


@given(
    st.lists(
        st.one_of(
            st.text(max_size=30),
            st.builds(
                "{}.{}".format, st.sampled_from(["D-7K3F-9QX8", "d7k3f9qx8", "x"]), st.integers()
            ),
        )
    )
)
def test_whatever_the_boxes_say_only_references_with_a_version_are_read(values: list[str]) -> None:
    assert all(
        reference.startswith("D-") and 0 <= version < 10**6
        for reference, version in picked(values).items()
    )
