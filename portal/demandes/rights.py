"""Who may read a demande's content, and who may do what to it.

Rights come from memberships: being the assignee gives none, so that a membership taken back takes
the demandes with it. A keeper has those of KEEPERS while an adviser there (`keeping`).
"""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from django.utils import timezone

from portal.accounts.models import User
from portal.demandes import keeping
from portal.demandes.models import Demande, ExceptionalAccess
from portal.demandes.querysets import CONFIDENTIAL_ROLES, ENVELOPE_ROLES
from portal.demandes.states import Action, allowed
from portal.directory.coverage import coverage_of
from portal.directory.models import Role
from portal.procedures.models import Procedure
from portal.procedures.policies import WRITERS
from portal.procedures.querysets import ProcedureQuerySet

_EVERYBODY = frozenset({Role.ADVISER, Role.OFFICER, Role.HEAD, Role.ADMINISTRATOR})
_HANDLERS = frozenset({Role.OFFICER, Role.HEAD, Role.ADMINISTRATOR})
ROLES: dict[Action, frozenset[Role]] = {
    Action.TAKE: frozenset({Role.OFFICER, Role.HEAD}),
    Action.ASSIGN: _HANDLERS,
    Action.FORWARD: _EVERYBODY,
    Action.REQUALIFY: _EVERYBODY,
    Action.PROPOSE_PROCEDURE: frozenset(WRITERS),
    Action.ASK_DOCUMENT: _HANDLERS,
    Action.ASK_EXTRA: _HANDLERS,
    Action.PROVIDE_DOCUMENT: _HANDLERS,
    Action.COMPLETE: _HANDLERS,
    Action.ASK_PARTNER: _HANDLERS,
    Action.RESUME: _HANDLERS,
    Action.TELL: _EVERYBODY,
    Action.NOTE: _EVERYBODY,
    Action.ANSWER: _HANDLERS,
    Action.CLOSE: _HANDLERS,
    Action.REOPEN: _HANDLERS,
    Action.MARK_DUPLICATE: _HANDLERS,
    Action.KEEP: frozenset({Role.ADVISER}),
    Action.ENTRUST: frozenset({Role.ADVISER, Role.HEAD, Role.ADMINISTRATOR}),
    Action.LEAVE: frozenset({Role.ADVISER}),
    Action.CHASE: frozenset({Role.ADVISER}),
    Action.PROTECT: _EVERYBODY,
    Action.SAME_PERSON: _EVERYBODY,
    Action.NOT_SAME_PERSON: _EVERYBODY,
    Action.OPEN_EXCEPTIONALLY: _EVERYBODY,
}
# Who may join a resident's draft, called by its code.
FILLERS = (Role.ADVISER, Role.OFFICER, Role.HEAD)
# On the envelope: whoever sees it may do this.
UNREAD = frozenset({Action.PROTECT})
# What its keeper does by keeping it, on the envelope where their roles don't reach.
KEEPERS = frozenset({Action.ENTRUST, Action.LEAVE, Action.CHASE, Action.TELL, Action.CLOSE})


def procedures_to_file(agent: User) -> ProcedureQuerySet:
    """What the agent may file for a person: the catalogue of the organisations they cover."""
    services = coverage_of(agent).services(*ENVELOPE_ROLES)
    return Procedure.objects.live().around(services)


def may_fill(agent: User, procedure: Procedure) -> bool:
    """Whether the agent may fill in this procedure's form with the person who asks for it.

    It must be of an organisation that they cover; where it is confidential, of a service whose
    demandes they read.
    """
    coverage = coverage_of(agent)
    if procedure.confidential and not coverage.has(procedure.service_id, *CONFIDENTIAL_ROLES):
        return False
    reachable = Procedure.objects.live().around(coverage.services(*FILLERS))
    return agent.is_active and reachable.filter(pk=procedure.pk).exists()


def held_by(agent: User) -> str:
    """A digest that changes with the services whose demandes the agent sees, or reads."""
    coverage = coverage_of(agent)
    seen = (
        coverage.services(*ENVELOPE_ROLES),
        coverage.services(*CONFIDENTIAL_ROLES),
        coverage.whole(Role.ADVISER),
    )
    return sha256(repr([sorted(each) for each in seen]).encode()).hexdigest()


def may_read(agent: User, demande: Demande) -> bool:
    """Whether the agent may read the content, and not only the envelope (legal.md, line 14)."""
    coverage = coverage_of(agent)
    if not coverage.has(demande.service_id, *ENVELOPE_ROLES):
        return False  # an exceptional access ends where the demande leaves the agent's services
    if not demande.confidential or coverage.has(demande.service_id, *CONFIDENTIAL_ROLES):
        return True
    return exceptional_until(agent, demande) is not None


def readable(agent: User, demandes: Iterable[Demande]) -> frozenset[int]:
    """The ids of those that `may_read` opens, for one query however many they are."""
    coverage, now = coverage_of(agent), timezone.now()
    seen = {each for each in demandes if coverage.has(each.service_id, *ENVELOPE_ROLES)}
    closed = {
        each.pk
        for each in seen
        if each.confidential and not coverage.has(each.service_id, *CONFIDENTIAL_ROLES)
    }
    held = ExceptionalAccess.objects.filter(agent=agent, demande__in=closed, expires_at__gt=now)
    opened = set(held.values_list("demande", flat=True)) if closed else set()
    return frozenset({each.pk for each in seen} - closed | opened)


def exceptional_until(agent: User, demande: Demande) -> datetime | None:
    """When the agent's exceptional access to this demande ends; None without one now."""
    held = ExceptionalAccess.objects.filter(agent=agent, demande=demande)
    running = held.filter(expires_at__gt=timezone.now()).order_by("-expires_at")
    return running.values_list("expires_at", flat=True).first()


def has_role_for(agent: User, action: Action, demande: Demande) -> bool:
    """Whether one of the agent's roles in the demande's service, or keeping it, allows that."""
    if coverage_of(agent).has(demande.service_id, *ROLES[action]):
        return True
    return action in KEEPERS and keeping.keeps(agent, demande)


def may(agent: User, action: Action, demande: Demande, *, reads: bool | None = None) -> bool:
    """Whether the agent may do this now: role, content in sight and state all allow it.

    `reads`: what the caller already knows of `may_read`.
    """
    if not allowed(action, demande.state) or not has_role_for(agent, action, demande):
        return False
    known = may_read(agent, demande) if reads is None else reads
    return _opens(action, reads=known, keeps=keeping.keeps(agent, demande))


def possible(agent: User, demande: Demande) -> frozenset[Action]:
    """Everything that the agent may do now, for the queries of one `may`."""
    reads, keeps = may_read(agent, demande), keeping.keeps(agent, demande)
    return frozenset(
        action
        for action in ROLES
        if allowed(action, demande.state)
        and has_role_for(agent, action, demande)
        and _opens(action, reads=reads, keeps=keeps)
    )


def _opens(action: Action, *, reads: bool, keeps: bool) -> bool:
    """Whether what the agent reads, or doesn't, allows the action."""
    if action in UNREAD or (keeps and action in KEEPERS):
        return True
    return reads != (action == Action.OPEN_EXCEPTIONALLY)
