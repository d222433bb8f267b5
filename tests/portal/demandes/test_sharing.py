"""Filling in together: who may join, with which code, for how long, and what is left of it."""

import threading
from datetime import timedelta
from hashlib import sha256
from itertools import product
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.models import User
from portal.demandes import rights, sharing_codes
from portal.demandes.models import Draft, SharedFilling
from portal.demandes.references import SYMBOLS
from portal.demandes.workflow import drafts, filing, sharing
from portal.demandes.workflow.deed import NotAllowed, Refused
from portal.demandes.workflow.sharing import End, UnknownCode
from portal.directory.channels import Channel
from portal.directory.models import Membership, Role
from tests.builders import (
    make_draft,
    make_member,
    make_organisation,
    make_procedure,
    make_service,
)

KEYS = st.uuids()
FILLERS = {Role.ADVISER, Role.OFFICER, Role.HEAD}
READERS = {Role.OFFICER, Role.HEAD}


def live_draft(**fields: object) -> Draft:
    return make_draft(make_procedure(live=True, **fields))


def adviser_of(draft: Draft) -> User:
    return make_member(draft.procedure.service, Role.ADVISER)


def code_of(offered: SharedFilling) -> str:
    return sharing_codes.code_of(offered.pk)


def helped(draft: Draft) -> SharedFilling:
    return sharing.join(typed=code_of(sharing.offer(draft)), agent=adviser_of(draft))


@given(KEYS)
def test_a_code_is_six_symbols_that_are_easy_to_read(key: UUID) -> None:
    code = sharing_codes.code_of(key)
    assert len(code) == sharing_codes.LENGTH
    assert set(code) <= set(SYMBOLS)
    assert sharing_codes.code_of(key) == code


@given(KEYS, st.sampled_from(["", " ", "-", "\u00a0", "."]), st.booleans())
def test_a_code_is_found_however_it_is_typed(key: UUID, between: str, lower: bool) -> None:
    code = sharing_codes.code_of(key)
    typed = between.join(code)
    assert sharing_codes.normalise(typed.lower() if lower else typed) == code
    assert sharing_codes.normalise(sharing_codes.display(code)) == code


@given(KEYS)
def test_what_sounds_alike_is_read_for_ours(key: UUID) -> None:
    code = sharing_codes.code_of(key)
    heard = code.translate(str.maketrans({"5": "S", "8": "B", "Q": "O"}))
    assert sharing_codes.normalise(heard) == code


@given(st.text(max_size=80))
def test_anything_else_is_no_code(typed: str) -> None:
    found = sharing_codes.normalise(typed)
    assert found is None or (len(found) == 6 and set(found) <= set(SYMBOLS))


def test_a_digest_cannot_be_made_without_the_sites_secret(settings: Any) -> None:
    ours = sharing_codes.digest("7K3FQX")
    assert ours != sha256(b"7K3FQX").hexdigest()
    settings.SECRET_KEY = "another site's"
    assert sharing_codes.digest("7K3FQX") != ours


@pytest.mark.django_db
def test_consent_keeps_a_digest_and_never_the_code() -> None:
    draft = live_draft()
    offered = sharing.offer(draft)
    row = SharedFilling.objects.values().get()
    assert code_of(offered) not in str(row)
    assert row["code_digest"] == sharing_codes.digest(code_of(offered))
    assert Draft.objects.get().shared


@pytest.mark.django_db
def test_a_second_code_voids_the_first() -> None:
    draft = live_draft()
    first, second = sharing.offer(draft), sharing.offer(draft)
    with pytest.raises(UnknownCode):
        sharing.join(typed=code_of(first), agent=adviser_of(draft))
    first.refresh_from_db()
    assert (first.ended, first.code_digest) == (End.RENEWED, "")
    assert sharing.join(typed=code_of(second), agent=adviser_of(draft)) == second


@pytest.mark.django_db
def test_asking_again_while_somebody_helps_changes_nothing() -> None:
    draft = live_draft()
    held = helped(draft)
    assert sharing.offer(draft) == held
    assert sharing.current(draft) == held


@pytest.mark.django_db
def test_of_two_agents_with_one_code_the_first_comes_in() -> None:
    draft = live_draft()
    code = code_of(sharing.offer(draft))
    first, second = adviser_of(draft), adviser_of(draft)
    held = sharing.join(typed=code, agent=first)
    with pytest.raises(UnknownCode):
        sharing.join(typed=code, agent=second)
    assert sharing.held_by(first, held.pk) == held
    assert sharing.held_by(second, held.pk) is None


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_four_agents_who_type_one_code_at_once_are_one_agent_in() -> None:
    draft = live_draft()
    code, agents = code_of(sharing.offer(draft)), [adviser_of(draft) for _ in range(4)]
    start, came = threading.Barrier(4), []

    def type_it(agent: User) -> None:
        start.wait()
        try:
            came.append(sharing.join(typed=code, agent=agent))
        except UnknownCode:
            pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=type_it, args=[agent]) for agent in agents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(came) == 1
    assert SharedFilling.objects.get().agent == came[0].agent


@pytest.mark.django_db
def test_a_code_is_void_after_a_quarter_of_an_hour() -> None:
    draft = live_draft()
    code, agent = code_of(sharing.offer(draft)), adviser_of(draft)
    late = timezone.now() + timedelta(minutes=15, seconds=1)
    with time_machine.travel(late, tick=False):
        with pytest.raises(UnknownCode):
            sharing.join(typed=code, agent=agent)
        assert sharing.current(draft) is None
    assert draft.sharings.get().ended == End.EXPIRED


@pytest.mark.django_db
def test_a_help_lasts_two_hours_at_most() -> None:
    draft = live_draft()
    held = helped(draft)
    assert held.agent
    with time_machine.travel(timezone.now() + timedelta(minutes=119)):
        assert sharing.held_by(held.agent, held.pk)
    with time_machine.travel(timezone.now() + timedelta(hours=2, seconds=1)):
        assert sharing.held_by(held.agent, held.pk) is None
    held.refresh_from_db()
    assert (held.ended, held.ended_at) == (End.EXPIRED, held.until)


@pytest.mark.django_db
def test_what_nobody_looks_at_any_more_is_written_as_ended() -> None:
    unused, over, fresh = (live_draft() for _ in range(3))
    sharing.offer(unused)
    helped(over)
    later = timezone.now() + timedelta(hours=3)
    with time_machine.travel(later, tick=False):
        sharing.offer(fresh)
        sharing.end_overdue(at=later)
    assert unused.sharings.get().ended == End.EXPIRED
    held = over.sharings.get()
    assert (held.ended, held.ended_at) == (End.EXPIRED, held.until)
    assert fresh.sharings.get().ended == ""


@pytest.mark.django_db
@pytest.mark.parametrize("confidential", [False, True])
def test_who_may_join_is_written_out_for_every_role_and_place(confidential: bool) -> None:
    service = make_service(parent=make_service())
    draft = live_draft(service=service, confidential=confidential)
    assert service.parent
    places = {
        "in the service": service,
        "in its parent": service.parent,
        "elsewhere in the organisation": make_service(organisation=service.organisation),
        "in another organisation": make_service(organisation=make_organisation("Ailleurs")),
    }
    for (place, at), role in product(places.items(), Role):
        agent = make_member(at, role, password=None)
        wanted = READERS if confidential else FILLERS
        near = place in {"in the service", "in its parent"}
        there = near or (not confidential and place != "in another organisation")
        assert rights.may_fill(agent, draft.procedure) == (there and role in wanted), (place, role)


@pytest.mark.django_db
def test_running_the_installation_opens_nobodys_draft() -> None:
    draft = live_draft()
    root = User.objects.create_agent("racine@exemple.fr", None, is_superuser=True)
    code = code_of(sharing.offer(draft))
    with pytest.raises(NotAllowed):
        sharing.join(typed=code, agent=root)
    assert sharing.join(typed=code, agent=adviser_of(draft))  # it stays good for a colleague


@pytest.mark.django_db
@pytest.mark.parametrize("loss", ["membership", "account", "procedure"])
def test_a_right_that_is_lost_ends_the_help_for_both(loss: str) -> None:
    draft = live_draft()
    held = helped(draft)
    assert held.agent
    if loss == "membership":
        Membership.objects.all().delete()
    elif loss == "account":
        User.objects.filter(pk=held.agent.pk).update(is_active=False)
    else:
        type(draft.procedure).objects.update(live=False)
    agent = User.objects.get(pk=held.agent.pk)
    assert sharing.held_by(agent, held.pk) is None
    assert sharing.current(draft) is None
    held.refresh_from_db()
    assert held.ended == End.RIGHT_LOST


@pytest.mark.django_db
@pytest.mark.parametrize("how", [End.STOPPED, End.LEFT])
def test_a_help_ends_once(how: End) -> None:
    draft = live_draft()
    held = helped(draft)
    assert held.agent
    assert sharing.end(held, how)
    assert not sharing.end(held, End.EXPIRED)
    held.refresh_from_db()
    assert held.ended == how
    assert sharing.held_by(held.agent, held.pk) is None


@pytest.mark.django_db
def test_filing_ends_the_help_and_the_journal_names_who_helped() -> None:
    draft = live_draft()
    first, second = helped(draft), None
    sharing.end(first, End.LEFT)
    second = helped(draft)
    demande = filing.file(draft=draft)
    entry = demande.journal.get()
    assert (entry.agent, entry.actor_kind, demande.channel) == (None, "citizen", Channel.ONLINE)
    assert first.agent
    assert second.agent
    assert entry.data["helped_by"] == [first.agent.pk, second.agent.pk]
    second.refresh_from_db()
    assert second.ended == End.FILED
    assert sharing.held_by(second.agent, second.pk) is None
    with pytest.raises(Refused):
        sharing.offer(draft)


@pytest.mark.django_db
def test_a_code_that_nobody_used_leaves_the_journal_as_it_was() -> None:
    draft = live_draft()
    code = code_of(sharing.offer(draft))
    assert "helped_by" not in filing.file(draft=draft).journal.get().data
    assert draft.sharings.get().ended == End.FILED
    with pytest.raises(UnknownCode):
        sharing.join(typed=code, agent=adviser_of(draft))


@pytest.mark.django_db
def test_a_draft_never_shared_asks_nothing_more_of_the_database() -> None:
    draft = live_draft()
    with CaptureQueriesContext(connection) as queries:
        assert sharing.current(draft) is None
        filing.file(draft=draft)
    assert not [query for query in queries if "demandes_sharedfilling" in query["sql"]]


@pytest.mark.django_db
def test_an_agents_own_draft_is_never_shared() -> None:
    procedure = make_procedure(live=True)
    agent = make_member(procedure.service, Role.ADVISER)
    with pytest.raises(Draft.DoesNotExist):
        sharing.offer(make_draft(procedure, agent=agent, channel=Channel.DESK))


@pytest.mark.django_db
def test_a_draft_takes_its_sharings_with_it() -> None:
    draft = live_draft()
    helped(draft)
    drafts.abandon(draft)
    assert not SharedFilling.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"joined_at": timezone.now()},
        {"ended_at": timezone.now()},
        {"ended": End.LEFT},
        {"ended": End.LEFT, "ended_at": timezone.now(), "code_digest": "x"},
    ],
)
def test_the_database_knows_no_half_joined_nor_half_ended_help(wrong: dict[str, object]) -> None:
    sharing.offer(live_draft())
    with pytest.raises(IntegrityError), transaction.atomic():
        SharedFilling.objects.update(**wrong)


@pytest.mark.django_db
def test_one_help_at_a_time_stands_in_the_database() -> None:
    draft = live_draft()
    sharing.offer(draft)
    with pytest.raises(IntegrityError), transaction.atomic():
        SharedFilling.objects.create(draft=draft, code_digest="y")
