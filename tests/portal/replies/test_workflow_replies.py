"""Sending a reply: kept as sent, signed, with its reasons; the person is told."""

from itertools import product

import pytest
from django.db import IntegrityError, transaction

from portal.accounts.models import User
from portal.demandes.models import Demande
from portal.demandes.states import Action, State
from portal.demandes.workflow import handling
from portal.demandes.workflow.deed import ChangedMeanwhile, NotAllowed, Refused
from portal.directory.models import Role
from portal.replies import workflow as replies
from portal.replies.models import AnswerTemplate, Decision, Reply
from tests.builders import make_demande, make_member, make_procedure

pytestmark = pytest.mark.django_db


@pytest.fixture
def demande() -> Demande:
    return make_demande()


@pytest.fixture
def officer(demande: Demande) -> User:
    return make_member(
        demande.service,
        Role.OFFICER,
        first_name="Nadia",
        last_name="Ferrand",
        job_title="référente voirie",
    )


@pytest.mark.parametrize("decision", Decision)
def test_a_reply_is_kept_as_sent_and_ends_the_wait(
    demande: Demande, officer: User, decision: Decision
) -> None:
    reply = replies.send(
        demande,
        decision=decision,
        body="Voici.",
        reasons="Parce que.",
        appeal_route="Le tribunal.",
        agent=officer,
        version=demande.version,
    )
    assert (demande.state, demande.assignee) == (State.ANSWERED, officer)
    assert demande.answered_at == reply.sent_at
    assert reply.signature == f"Nadia Ferrand, référente voirie, {demande.service}"
    refusal = decision in {Decision.PARTIAL, Decision.REFUSED}
    assert decision.needs_reasons is refusal
    kept = ("Parce que.", "Le tribunal.") if refusal else ("", "")
    assert (reply.reasons, reply.appeal_route) == kept
    entry = demande.journal.last()
    assert entry.action == Action.ANSWER
    assert entry.data == {"reply": reply.pk, "decision": decision}


def test_a_refusal_without_reasons_or_appeal_is_refused(demande: Demande, officer: User) -> None:
    for decision, (reasons, appeal) in product(
        [Decision.PARTIAL, Decision.REFUSED], [("", "x"), ("x", " "), ("\n", "")]
    ):
        with pytest.raises(Refused, match="motifs"):
            replies.send(
                demande,
                decision=decision,
                body="Non.",
                reasons=reasons,
                appeal_route=appeal,
                agent=officer,
                version=demande.version,
            )
    assert not Reply.objects.exists()
    assert demande.journal.count() == 1


def test_the_database_holds_it_too(demande: Demande, officer: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Reply.objects.create(
            demande=demande, decision=Decision.REFUSED, body="Non.", signatory=officer, signature=""
        )


def test_answering_twice_from_the_same_page_answers_once(demande: Demande, officer: User) -> None:
    version = demande.version
    said = {"decision": Decision.NONE, "body": "Oui.", "agent": officer, "version": version}
    replies.send(demande, **said)
    with pytest.raises(ChangedMeanwhile):
        replies.send(demande, **said)
    assert demande.replies.count() == 1


def test_an_adviser_answers_nothing(demande: Demande) -> None:
    adviser = make_member(demande.service, Role.ADVISER)
    with pytest.raises(NotAllowed):
        replies.send(
            demande, decision=Decision.NONE, body="Oui.", agent=adviser, version=demande.version
        )


def test_a_reopened_demande_keeps_its_replies(demande: Demande, officer: User) -> None:
    by = {"decision": Decision.NONE, "agent": officer}
    replies.send(demande, body="Première.", version=demande.version, **by)
    handling.reopen(demande, agent=officer, version=demande.version)
    replies.send(demande, body="Seconde.", version=demande.version, **by)
    assert [reply.body for reply in demande.replies.all()] == ["Seconde.", "Première."]


def test_templates_offered_are_published_and_the_procedures_own_come_first() -> None:
    procedure = make_procedure()
    common = AnswerTemplate.objects.create(title="A", body="…")
    own = AnswerTemplate.objects.create(title="B", body="…", procedure=procedure)
    AnswerTemplate.objects.create(title="C", body="…", procedure=procedure, live=False)
    AnswerTemplate.objects.create(title="D", body="…", procedure=make_procedure())
    assert list(AnswerTemplate.objects.offered_for(procedure)) == [own, common]
