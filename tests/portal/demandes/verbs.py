"""Every verb as a call by one agent, with plausible arguments."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.utils import timezone

from portal.accounts.models import User
from portal.demandes import chasing
from portal.demandes.models import Demande, DocumentRequest, Joined
from portal.demandes.states import Action, allowed
from portal.demandes.workflow import (
    exchanges,
    filing,
    handling,
    joining,
    keeping,
    protecting,
    requalifying,
)
from portal.demandes.workflow.deed import deed
from portal.directory.models import Role
from portal.procedures.models import Procedure
from portal.replies import workflow as replies
from portal.replies.models import Decision
from tests.builders import ask, make_demande, make_member, make_procedure, make_service

Verb = Callable[[Demande, User], Any]


def bare(action: Action) -> Verb:
    """The frame alone, where the verb needs something that the state can't have."""

    def do(demande: Demande, agent: User) -> None:
        with deed(demande, action, agent=agent, version=demande.version):
            pass

    return do


def provide(demande: Demande, agent: User) -> None:
    now = timezone.localdate()
    asked = demande.document_requests.first() or DocumentRequest.objects.create(
        demande=demande, label="Plan", why="…", asked_by=agent, asked_on=now, deadline=now
    )
    exchanges.provide_document(demande, request=asked, files=[], agent=agent)


def propose(demande: Demande, agent: User) -> None:
    """Out of a demande that fits nothing: there is one such procedure."""
    Procedure.objects.filter(catch_all=True).update(catch_all=False)
    Procedure.objects.filter(pk=demande.procedure_id).update(catch_all=True)
    requalifying.propose_procedure(demande, agent=agent)


def leave(demande: Demande, agent: User) -> None:
    """The frame alone for who doesn't keep it."""
    if demande.keeper_id != agent.pk:
        bare(Action.LEAVE)(demande, agent)
    else:
        keeping.leave(demande, agent=agent, version=demande.version)


def chase(demande: Demande, agent: User) -> None:
    """Where somebody can be written to."""
    if allowed(Action.CHASE, demande.state) and not chasing.handlers(demande):
        make_member(demande.service, Role.HEAD)
    keeping.chase(demande, body="Elle rappelle.", agent=agent, key=uuid4())


def separate(demande: Demande, agent: User) -> None:
    """From two others, that it was joined to before."""
    Joined.objects.filter(demande=demande).delete()
    group = uuid4()
    for each in (demande, make_demande(demande.procedure), make_demande(demande.procedure)):
        Joined.objects.create(
            demande=each, group=group, agent=agent, reason="…", joined_at=timezone.now()
        )
    joining.separate(demande, agent=agent, version=demande.version)


VERBS: dict[Action, Verb] = {
    Action.TAKE_IN: lambda d, _: filing.take_in(d),
    Action.DROP: lambda d, _: filing.drop(d),
    Action.TAKE: lambda d, a: handling.take(d, agent=a, version=d.version),
    Action.ASSIGN: lambda d, a: handling.assign(d, to=a, agent=a, version=d.version),
    Action.FORWARD: lambda d, a: handling.forward(
        d,
        service=make_service(parent=d.service),
        reason="C’est pour vous.",
        agent=a,
        version=d.version,
    ),
    Action.REQUALIFY: lambda d, a: requalifying.requalify(
        d,
        procedure=make_procedure(service=d.service),
        reason="C’est plutôt cela.",
        agent=a,
        version=d.version,
    ),
    Action.PROPOSE_PROCEDURE: propose,
    Action.ASK_DOCUMENT: ask,
    Action.ASK_EXTRA: lambda d, a: ask(d, a, indispensable=False),
    Action.PROVIDE_DOCUMENT: provide,
    Action.COMPLETE: bare(Action.COMPLETE),
    Action.ASK_PARTNER: lambda d, a: handling.ask_partner(
        d, partner="Préfecture", agent=a, version=d.version
    ),
    Action.RESUME: lambda d, a: handling.resume(d, agent=a, version=d.version),
    Action.TELL: lambda d, a: exchanges.tell(d, body="Bonjour.", agent=a, key=uuid4()),
    Action.HEAR: lambda d, _: exchanges.hear(d, body="Bonjour.", key=uuid4()),
    Action.NOTE: lambda d, a: exchanges.note(d, body="À voir.", agent=a, key=uuid4()),
    Action.ANSWER: lambda d, a: replies.send(
        d, decision=Decision.FAVOURABLE, body="Oui.", agent=a, version=d.version
    ),
    Action.CLOSE: lambda d, a: handling.close(d, agent=a, version=d.version),
    Action.REOPEN: lambda d, a: handling.reopen(d, agent=a, version=d.version),
    Action.WITHDRAW: lambda d, _: exchanges.withdraw(d, version=d.version),
    Action.MARK_DUPLICATE: lambda d, a: handling.mark_duplicate(
        d, of=make_demande(d.procedure), agent=a, version=d.version
    ),
    Action.KEEP: lambda d, a: keeping.keep(d, agent=a, version=d.version),
    Action.ENTRUST: lambda d, a: keeping.entrust(d, to=a, agent=a, version=d.version),
    Action.LEAVE: leave,
    Action.CHASE: chase,
    Action.PROTECT: lambda d, a: protecting.protect(
        d, cautions=["no_sms"], agent=a, version=d.version
    ),
    Action.SAME_PERSON: lambda d, a: joining.join(
        d, other=make_demande(d.procedure), reason="Le dit au guichet.", agent=a, version=d.version
    ),
    Action.NOT_SAME_PERSON: separate,
    Action.OPEN_EXCEPTIONALLY: lambda d, a: handling.open_exceptionally(
        d, reason="Urgence sociale.", agent=a
    ),
}
# Those whose call files another demande first.
OF_TWO = frozenset({Action.MARK_DUPLICATE, Action.SAME_PERSON, Action.NOT_SAME_PERSON})
# The e-mail that the person gets, by what happened.
MAILS = {
    Action.TAKE_IN: "filed",
    Action.DROP: "dropped",
    Action.FORWARD: "forwarded",
    Action.REQUALIFY: "requalified",
    Action.ASK_DOCUMENT: "document_asked",
    Action.ASK_EXTRA: "document_asked",
    Action.TELL: "message",
    Action.ANSWER: "answered",
    Action.REOPEN: "reopened",
    Action.WITHDRAW: "withdrawn",
    Action.MARK_DUPLICATE: "duplicate",
}
