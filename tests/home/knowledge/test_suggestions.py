"""From whoever saw something wrong to whoever keeps the sheet, and back."""

from itertools import product
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from home.knowledge.models import KnowledgePage, Suggestion
from home.knowledge.states import TABLE, Action, State
from home.knowledge.workflow import sheets, suggestions
from portal.directory.models import Role
from portal.messaging.models import OutboundMessage
from tests.builders import make_agent, make_member, make_service
from tests.home.knowledge.builders import (
    make_editor,
    make_sheet,
    make_suggestion,
    values,
)

pytestmark = pytest.mark.django_db


def do(action: Action, suggestion: Suggestion, by, version: int | None = None) -> Suggestion:
    asked = {"by": by, "version": suggestion.version if version is None else version}
    if action == Action.ACCEPT:
        return suggestions.accept(suggestion, sheet=suggestion.sheet, **asked)
    if action == Action.REFUSE:
        return suggestions.refuse(suggestion, answer="C’est déjà dit.", **asked)
    return {"take": suggestions.take, "release": suggestions.release}[action](suggestion, **asked)


def brought(state: State, owner) -> Suggestion:
    """A proposal brought to that state by its owner."""
    ways = {
        State.WAITING: [],
        State.TAKEN: [Action.TAKE],
        State.DONE: [Action.TAKE, Action.ACCEPT],
        State.REFUSED: [Action.REFUSE],
    }
    suggestion = make_suggestion(make_sheet(owner.memberships.get().service))
    for action in ways[state]:
        suggestion = do(action, suggestion, owner)
    return suggestion


@pytest.fixture
def owner():
    return make_editor(make_service())


def test_what_waits_follows_a_sheet_given_in_wagtail_s_editor(owner) -> None:
    suggestion, other = brought(State.WAITING, owner), make_service()
    sheet = suggestion.sheet
    sheet.service = other
    revision = sheet.save_revision(user=owner)
    suggestion.refresh_from_db()
    assert suggestion.service != other  # a draft gives nothing
    revision.publish()  # by somebody who covers both
    suggestion.refresh_from_db()
    assert suggestion.service == other


@pytest.mark.parametrize(("state", "action"), list(product(State, Action)))
def test_the_table_is_all_that_may_happen(owner, state, action) -> None:
    suggestion = brought(state, owner)
    colleague = make_editor(owner.memberships.get().service)
    expected = TABLE.get((state, action))
    by = owner if state == State.TAKEN and action != Action.TAKE else colleague
    if expected is None:
        with pytest.raises(ValidationError):
            do(action, suggestion, by)
        assert Suggestion.objects.get().state == state
        return
    done = do(action, suggestion, by)
    assert Suggestion.objects.get().state == done.state == expected
    assert done.version == suggestion.version + 1


@pytest.mark.parametrize("action", [Action.TAKE, Action.ACCEPT, Action.REFUSE])
def test_a_double_click_does_it_once(owner, action) -> None:
    before = brought(State.TAKEN if action == Action.ACCEPT else State.WAITING, owner)
    first = do(action, before, owner)
    again = do(action, before, owner)
    assert (again.state, again.version) == (first.state, first.version)
    assert OutboundMessage.objects.filter(key__endswith=":decided").count() == (
        0 if action == Action.TAKE else 1
    )


@pytest.mark.parametrize("action", [Action.RELEASE, Action.ACCEPT, Action.REFUSE])
def test_what_a_colleague_took_is_theirs_until_it_is_taken_over(owner, action) -> None:
    suggestion = brought(State.TAKEN, owner)
    colleague = make_editor(owner.memberships.get().service)
    with pytest.raises(ValidationError, match="prise en main"):
        do(action, suggestion, colleague)
    taken = do(Action.TAKE, suggestion, colleague)
    do(action, taken, colleague)
    assert Suggestion.objects.get().state == TABLE[State.TAKEN, action]


def test_of_two_owners_at_once_the_second_is_told(owner) -> None:
    suggestion = brought(State.WAITING, owner)
    colleague = make_editor(owner.memberships.get().service)
    do(Action.TAKE, suggestion, owner)
    with pytest.raises(ValidationError, match="a changé entre-temps"):
        do(Action.TAKE, suggestion, colleague, version=suggestion.version)
    assert Suggestion.objects.get().taken_by == owner


@pytest.mark.parametrize("role", [*Role, "none", "elsewhere"])
@pytest.mark.parametrize("action", [Action.TAKE, Action.REFUSE])
def test_only_who_writes_for_the_service_decides(owner, role, action) -> None:
    suggestion = brought(State.WAITING, owner)
    if role == "elsewhere":
        agent = make_editor(make_service())
    else:
        agent = make_agent() if role == "none" else make_member(suggestion.service, role)
    if role in {Role.EDITOR, Role.HEAD, Role.ADMINISTRATOR}:
        do(action, suggestion, agent)
        assert Suggestion.objects.get().version == 1
    else:
        with pytest.raises(PermissionDenied):
            do(action, suggestion, agent)
        assert Suggestion.objects.get().version == 0


def test_a_refusal_says_why(owner) -> None:
    suggestion = brought(State.WAITING, owner)
    with pytest.raises(ValidationError, match="Dites pourquoi"):
        suggestions.refuse(suggestion, by=owner, version=0, answer="  ")
    with pytest.raises(IntegrityError), transaction.atomic():
        Suggestion.objects.update(state=State.REFUSED, decided_at=suggestion.proposed_at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Suggestion.objects.update(state=State.DONE)


class TestProposing:
    def test_once_however_often_it_is_sent(self) -> None:
        sheet, act, agent = make_sheet(), uuid4(), make_agent()
        for _ in range(2):
            suggestions.propose(act=act, by=agent, sheet=sheet, words="Faux.")
        assert Suggestion.objects.get().service == sheet.service

    def test_a_new_sheet_needs_a_subject_words_and_a_service(self) -> None:
        asked = {"act": uuid4(), "by": make_agent()}
        for fields in (
            {"title": " ", "words": "a", "service": make_service()},
            {"title": "a", "words": " ", "service": make_service()},
            {"title": "a", "words": "a"},
        ):
            with pytest.raises(ValidationError):
                suggestions.propose(**asked, **fields)
        made = suggestions.propose(**asked, title="PUMA", words="?", service=make_service())
        assert made.is_new


class TestWritingWhatWasProposed:
    def test_the_sheet_and_the_proposal_change_together(self, owner) -> None:
        suggestion = brought(State.TAKEN, owner)
        sheet = suggestion.sheet
        written = {
            "by": owner,
            "seen": sheet.latest_revision_id,
            "values": values(sheet.service, say="Corrigé"),
            "settles": suggestion,
        }
        with pytest.raises(ValidationError):
            sheets.write(sheet, **written, version=suggestion.version + 1)
        assert KnowledgePage.objects.get().say == ""
        sheets.write(sheet, **written, version=suggestion.version)
        assert KnowledgePage.objects.get().say == "Corrigé"
        assert Suggestion.objects.get().status == State.DONE

    def test_a_new_sheet_is_what_the_proposal_became(self, owner) -> None:
        service = owner.memberships.get().service
        made = make_suggestion(title="PUMA", service=service)
        taken = suggestions.take(made, by=owner, version=0)
        asked = {"act": uuid4(), "by": owner, "values": values(service), "settles": taken}
        sheet = sheets.create(**asked, version=1)
        assert sheets.create(**asked, version=1) == sheet
        assert Suggestion.objects.get().sheet == sheet

    def test_a_proposal_of_another_sheet_is_not_settled_by_this_one(self, owner) -> None:
        suggestion, other = brought(State.TAKEN, owner), make_sheet(owner.memberships.get().service)
        with pytest.raises(ValidationError):
            sheets.write(
                other,
                by=owner,
                seen=other.latest_revision_id,
                values=values(other.service),
                settles=suggestion,
                version=suggestion.version,
            )
        with pytest.raises(ValidationError):
            sheets.create(
                act=uuid4(),
                by=owner,
                values=values(other.service),
                settles=suggestion,
                version=suggestion.version,
            )
        assert KnowledgePage.objects.count() == 2


class TestWhoIsTold:
    def mails(self) -> list[tuple[str, str]]:
        rows = OutboundMessage.objects.order_by("pk")
        return [(mail.recipient, mail.subject) for mail in rows]

    def test_the_agent_who_keeps_the_sheet_then_whoever_proposed(self, owner) -> None:
        sheet = make_sheet(owner.memberships.get().service, kept_by=owner)
        adviser = make_agent()
        suggestion = make_suggestion(sheet, by=adviser, words="Madame Martin attend encore.")
        do(Action.REFUSE, suggestion, owner)
        assert self.mails() == [
            (owner.email, "Une correction de votre fiche est proposée"),
            (adviser.email, "Votre proposition n’est pas retenue"),
        ]
        for mail in OutboundMessage.objects.all():
            assert "Martin" not in mail.text + mail.html
            assert suggestion.get_absolute_url() in mail.text

    def test_nobody_is_told_of_what_they_did_themselves(self, owner) -> None:
        sheet = make_sheet(owner.memberships.get().service, kept_by=owner)
        suggestion = make_suggestion(sheet, by=owner)
        do(Action.REFUSE, suggestion, owner)
        assert self.mails() == []

    def test_nor_who_has_left(self, owner) -> None:
        adviser = make_agent()
        suggestion = make_suggestion(make_sheet(owner.memberships.get().service), by=adviser)
        adviser.is_active = False
        adviser.save()
        do(Action.REFUSE, suggestion, owner)
        assert self.mails() == []
