"""A demande's journal in French: who did what, to whom, with names instead of ids."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.accounts.models import User
from portal.demandes.models import CAUTIONS, Demande, ExceptionalAccess, JournalEntry
from portal.demandes.states import Action, State
from portal.directory.channels import Channel
from portal.directory.models import Service
from portal.procedures.models import Procedure
from portal.replies.models import Decision

Data = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """One entry as it is read."""

    number: int
    at: datetime
    action: Action
    what: str
    detail: str
    who: str
    state: str  # the state it led to, blank when it changed nothing


class Names:
    """The names behind the ids of some entries: one query for each kind that they mention."""

    def __init__(self, entries: Iterable[JournalEntry], demande: Demande, agent: User) -> None:
        data = [entry.data for entry in entries]
        self._services = _names(
            Service.objects.all(), data, ("service", "from_service", "to_service")
        )
        self._procedures = _names(
            Procedure.objects.all(), data, ("from_procedure", "to_procedure", "procedure")
        )
        agents = ("assignee", "leaver", "keeper", "unkept", "helped_by")
        self._agents = _names(User.objects.all(), data, agents)
        self._demandes = _names(Demande.objects.visible_to(agent).only("reference"), data, ("of",))
        # Who sees the envelope only must not learn whose demande it is.
        same = Demande.objects.readable_by(agent).filter(sector=demande.sector)
        readable = same.only("reference")
        self._of_person = _names(readable, data, ("with",))
        asked = demande.document_requests.all()
        self._documents: dict[Any, str] = {each.pk: each.label for each in asked}
        self._reasons = _reasons(data, demande)

    def service(self, data: Data, key: str) -> str:
        return self._services.get(data.get(key), "service supprimé")

    def procedure(self, data: Data, key: str) -> str:
        return self._procedures.get(data.get(key), "démarche supprimée")

    def agent(self, data: Data, key: str) -> str:
        return self._agents.get(data.get(key), "compte supprimé")

    def agents(self, data: Data, key: str) -> list[str]:
        return [self._agents.get(one, "compte supprimé") for one in data.get(key, ())]

    def demande(self, data: Data, key: str) -> str:
        return self._demandes.get(data.get(key), "une autre demande")

    def of_person(self, data: Data, key: str) -> str:
        return self._of_person.get(data.get(key), "")

    def document(self, data: Data, key: str) -> str:
        return self._documents.get(data.get(key), "")

    def reason(self, data: Data, key: str) -> str:
        return self._reasons.get(data.get(key), "")


def _names(rows: Any, data: list[Data], keys: tuple[str, ...]) -> dict[Any, str]:
    said = [each[key] for each in data for key in keys if each.get(key)]
    wanted = {key for one in said for key in (one if isinstance(one, list) else [one])}
    return {row.pk: str(row) for row in rows.filter(pk__in=wanted)} if wanted else {}


def _reasons(data: list[Data], demande: Demande) -> dict[Any, str]:
    if not any("access" in each for each in data):
        return {}
    return dict(ExceptionalAccess.objects.filter(demande=demande).values_list("pk", "reason"))


def _entrusted(data: Data, names: Names) -> str:
    to = f"à {names.agent(data, 'keeper')}" if data.get("keeper") else ""
    left = f"départ de {names.agent(data, 'leaver')}" if data.get("leaver") else ""
    return ", ".join(filter(None, (to, left)))


def _requalified(data: Data, names: Names) -> str:
    left, entered = names.procedure(data, "from_procedure"), names.procedure(data, "to_procedure")
    moved = f", service {names.service(data, 'to_service')}" if "to_service" in data else ""
    return f"de « {left} » à « {entered} »{moved}"


def _assigned(data: Data, names: Names) -> str:
    to = f"à {names.agent(data, 'assignee')}" if data.get("assignee") else ""
    left = f"départ de {names.agent(data, 'leaver')}" if data.get("leaver") else ""
    return ", ".join(filter(None, (to, left)))


def _filed(data: Data, names: Names) -> str:
    came = f"{_label(Channel, data.get('channel'))}, service {names.service(data, 'service')}"
    if data.get("keeper"):
        came += f", suivie par {names.agent(data, 'keeper')}"
    helpers = names.agents(data, "helped_by")
    return f"{came}. Remplie avec l’aide de {' et '.join(helpers)}" if helpers else came


# What an entry's data say, by action; the others need no more than the action's label.
DETAILS: dict[Action, Callable[[Data, Names], str]] = {
    Action.FILE: _filed,
    Action.ASSIGN: _assigned,
    Action.ENTRUST: _entrusted,
    Action.FORWARD: lambda data, names: (
        f"de {names.service(data, 'from_service')} à {names.service(data, 'to_service')}"
    ),
    Action.REQUALIFY: _requalified,
    Action.PROPOSE_PROCEDURE: lambda data, names: names.procedure(data, "procedure"),
    Action.ASK_DOCUMENT: lambda data, names: names.document(data, "document_request"),
    Action.ASK_EXTRA: lambda data, names: names.document(data, "document_request"),
    Action.PROVIDE_DOCUMENT: lambda data, names: names.document(data, "document_request"),
    Action.ANSWER: lambda data, _names: _label(Decision, data.get("decision")),
    Action.MARK_DUPLICATE: lambda data, names: f"de {names.demande(data, 'of')}",
    Action.PROTECT: lambda data, _names: (
        ", ".join(CAUTIONS[name] for name in data.get("after", ())) or "aucune"
    ),
    Action.SAME_PERSON: lambda data, names: names.of_person(data, "with"),
    Action.OPEN_EXCEPTIONALLY: lambda data, names: names.reason(data, "access"),
}


def chronicle(demande: Demande, agent: User) -> list[Line]:
    """The whole journal, the oldest first, in a fixed number of queries."""
    entries = list(demande.journal.select_related("agent").order_by("number"))
    names = Names(entries, demande, agent)
    return [_line(entry, names, demande.filer_name) for entry in entries]


def _line(entry: JournalEntry, names: Names, filer: str) -> Line:
    detail = DETAILS.get(Action(entry.action), lambda _data, _names: "")
    moved = entry.from_state and entry.from_state != entry.to_state
    return Line(
        number=entry.number,
        at=entry.at,
        action=Action(entry.action),
        what=_what(entry),
        detail=_with_keeping(detail(entry.data, names), entry.data, names),
        who=_who(entry, filer),
        state=State(entry.to_state).label if moved else "",
    )


def _with_keeping(detail: str, data: Data, names: Names) -> str:
    """The same, and who could keep it no more."""
    lost = f"{names.agent(data, 'unkept')} ne la suit plus" if data.get("unkept") else ""
    return ", ".join(filter(None, (detail, lost)))


def _what(entry: JournalEntry) -> str:
    if entry.action == Action.CLOSE and entry.data.get("confirmed"):
        return "Clôture confirmée"
    if entry.action == Action.ENTRUST and not entry.data.get("keeper"):
        return "Suivi rendu"
    if entry.action == Action.ASSIGN and not entry.data.get("assignee"):
        return "Rendue à la file du service"
    return entry.get_action_display()


def _who(entry: JournalEntry, filer: str) -> str:
    if entry.agent:
        return str(entry.agent)
    by_filer = entry.actor_kind == JournalEntry.Actor.CITIZEN
    return filer if by_filer else entry.get_actor_kind_display()


def _label(kind: Any, value: str | None) -> str:
    return str(kind(value).label) if value in kind.values else ""
