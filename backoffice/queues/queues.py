"""The queues, as data: a new one is five lines here."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import BooleanField, ExpressionWrapper, F, Q
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from backoffice.queues import tables
from backoffice.queues.cited import cited, unread
from portal.accounts.models import User
from portal.demandes.models import Demande
from portal.demandes.querysets import ENVELOPE_ROLES, DemandeQuerySet
from portal.demandes.states import State
from portal.directory.coverage import coverage_of
from portal.directory.roles import Role
from portal.ui.lists import Column, Listing, Shown

BY_DUE_DATE = ("due_on", "pk")
ADVISERS = (Role.ADVISER,)
THOSE_WHO_ANSWER = (Role.OFFICER, Role.HEAD)
HANDLERS = (*THOSE_WHO_ANSWER, Role.ADMINISTRATOR)
EVERYBODY = (*HANDLERS, *ADVISERS)
WHILE_OPEN = ("prendre", "confier", "transmettre", "noter")
CHECKED = "tout"  # in the address: every box of the page is checked


def of_services(agent: User, roles: tuple[Role, ...]) -> DemandeQuerySet:
    """Those of the services where the agent holds one of the roles."""
    return Demande.objects.within(coverage_of(agent).services(*roles))


def in_sight(agent: User, _roles: tuple[Role, ...]) -> DemandeQuerySet:
    """All that the agent sees; what is out of their services is marked, for its envelope only."""
    services = coverage_of(agent).services(*ENVELOPE_ROLES)
    from_afar = ExpressionWrapper(~Q(service_id__in=services), BooleanField())
    return Demande.objects.visible_to(agent).annotate(from_afar=from_afar)


def kept(agent: User, roles: tuple[Role, ...]) -> DemandeQuerySet:
    """Those that the agent keeps, and still may, wherever they went."""
    return in_sight(agent, roles).kept_by(agent)


@dataclass(frozen=True)
class Queue:
    """A list of demandes. `rows` says which, among those of its `scope`.

    `without`: filters that would say nothing here. `bulk`: what has a sense for many at once
    (backoffice/queues/bulk.py). `counted`: whether the menu says how many, of those that `new`
    keeps; `urgent`: whether that number alarms.
    """

    slug: str
    label: str
    roles: tuple[Role, ...]
    rows: Callable[[DemandeQuerySet, User], DemandeQuerySet]
    empty: str
    order: tuple[str, ...] = BY_DUE_DATE
    columns: tuple[Column, ...] = tables.COLUMNS
    without: frozenset[str] = frozenset()
    bulk: tuple[str, ...] = WHILE_OPEN
    counted: bool = True
    new: Callable[[DemandeQuerySet, User], DemandeQuerySet] | None = None
    urgent: bool = False
    scope: Callable[[User, tuple[Role, ...]], DemandeQuerySet] = of_services

    def get_absolute_url(self) -> str:
        return reverse("queue", args=[self.slug])

    def is_of(self, agent: User) -> bool:
        """Whether the agent holds one of its roles somewhere."""
        return coverage_of(agent).anywhere(*self.roles)

    def demandes(self, agent: User) -> DemandeQuerySet:
        """The agent's demandes in this queue, in no order."""
        return self.rows(self.scope(agent, self.roles), agent).order_by()

    def waiting(self, agent: User) -> DemandeQuerySet:
        """Those that the menu counts."""
        rows = self.demandes(agent)
        return self.new(rows, agent) if self.new else rows

    def show(self, rows: DemandeQuerySet, query: QueryDict) -> Shown:
        """The page of these rows that the query asks for, in one query to the database."""
        asked = query.copy()
        checked = asked.pop(CHECKED, None) is not None  # this page, not the next one
        columns = (tables.pick(checked=checked), *self.columns)
        listing = Listing(self.label, columns, self.order, self.empty)
        return listing.show(tables.shown(rows, columns), asked)


QUEUES = (
    Queue(
        *("a-moi", "À moi", THOSE_WHO_ANSWER),
        lambda rows, agent: rows.open().assigned_to(agent),
        empty="Vous n’avez aucune demande en cours",
        without=frozenset({"assignee"}),
    ),
    Queue(
        *("a-suivre", "À suivre", ADVISERS),
        lambda rows, _agent: rows.to_keep(),
        columns=tables.WITH_SERVICE,
        empty="Toutes les demandes en cours sont suivies",
    ),
    Queue(
        *("je-les-suis", "Je les suis", ADVISERS),
        lambda rows, _agent: rows.open(),
        columns=tables.WITH_SERVICE,
        empty="Vous ne suivez aucune demande en cours",
        scope=kept,
    ),
    Queue(
        *("a-confirmer", "Clôtures à confirmer", ADVISERS),
        lambda rows, _agent: rows.filter(state=State.ANSWERED).annotate(ended_at=F("answered_at")),
        empty="Aucune clôture à confirmer",
        order=("ended_at", "pk"),
        columns=tables.ANSWERED,
        without=frozenset({"state"}),
        scope=kept,
    ),
    Queue(
        *("toutes", "Toutes en cours", ADVISERS),
        lambda rows, _agent: rows.open(),
        columns=tables.WITH_SERVICE,
        empty="Aucune demande en cours",
    ),
    Queue(
        *("mon-service", "Mon service", HANDLERS),
        lambda rows, _agent: rows.open(),
        empty="Aucune demande en cours dans votre service",
    ),
    Queue(
        *("a-affecter", "À affecter", HANDLERS),
        lambda rows, _agent: rows.unassigned(),
        empty="Toutes les demandes sont affectées",
        without=frozenset({"assignee"}),
    ),
    Queue(
        *("on-m-a-cite", "On me cite", EVERYBODY),
        cited,
        empty="Aucune note ne vous cite",
        order=("-mentioned", "-pk"),
        columns=tables.CITED,
        new=unread,
    ),
    Queue(
        *("attente-usager", "En attente de l’usager", EVERYBODY),
        lambda rows, _agent: rows.awaiting_citizen(),
        empty="Aucune demande n’attend une réponse de l’usager",
        without=frozenset({"state"}),
    ),
    Queue(
        *("en-retard", "En retard", EVERYBODY),
        lambda rows, _agent: rows.overdue(timezone.localdate()),
        empty="Aucune demande n’est en retard",
        urgent=True,
    ),
    Queue(
        *("repondues", "Répondues, à clore", HANDLERS),
        lambda rows, _agent: rows.filter(state=State.ANSWERED).annotate(ended_at=F("answered_at")),
        empty="Aucune demande à clore",
        order=("ended_at", "pk"),
        columns=tables.ANSWERED,
        without=frozenset({"state"}),
        bulk=("clore", "noter"),
    ),
    Queue(
        *("closes", "Clos", EVERYBODY),
        lambda rows, _agent: rows.over().annotate(ended_at=F("closed_at")),
        empty="Aucune demande close",
        order=("-ended_at", "-pk"),
        columns=tables.OVER,
        bulk=("noter",),
        counted=False,  # soon “plus de 1 000” for ever, which helps nobody
    ),
    Queue(
        *("recherche", "Chercher partout", EVERYBODY),
        lambda rows, _agent: rows,
        scope=in_sight,
        empty="Aucune demande",
        order=("-filed_at", "-pk"),
        columns=tables.WITH_SERVICE,
        bulk=(*WHILE_OPEN, "clore"),
        counted=False,
    ),
)
EVERYWHERE = QUEUES[-1]
BY_SLUG = {queue.slug: queue for queue in QUEUES}


def queues_of(agent: User) -> list[Queue]:
    """Those that the agent sees, in the menu's order."""
    return [queue for queue in QUEUES if queue.is_of(agent)]
