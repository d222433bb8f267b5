"""One view draws every queue."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from backoffice.queues import asked, forms, places, search
from backoffice.queues.bulk import bar
from backoffice.queues.counts import counts
from backoffice.queues.queues import BY_SLUG, EVERYWHERE, Queue, queues_of
from portal.accounts.access import AgentRequest, agent, role
from portal.accounts.models import User
from portal.demandes.querysets import ENVELOPE_ROLES
from portal.directory.roles import Role
from portal.procedures.field_types.place import map_settings
from portal.ui.keyset import PARAMETER

PANEL = "filtres"  # in the address: show the filters


@agent
@never_cache
@require_safe
def home(request: AgentRequest) -> HttpResponse:
    """To the first queue where something waits; else to where the agent's roles lead."""
    user = request.user
    if queues := queues_of(user):
        numbers = counts(user, queues)
        waiting = (queue for queue in queues if numbers.get(queue.slug))
        return redirect(next(waiting, queues[0]))
    if any(held == Role.EDITOR for _service, held in user.roles_held):
        return redirect("wagtailadmin_home")
    return render(request, "backoffice/queues/nothing.html")


@role(*ENVELOPE_ROLES)
@never_cache
@require_safe
def queue(request: AgentRequest, slug: str) -> HttpResponse:
    """A queue's rows; a whole reference in the search box opens its demande."""
    user = request.user
    chosen = queue_of(slug, user)
    if found := search.by_reference(request.GET.get("q", ""), user):
        return redirect(found)
    wanted = asked.read(chosen, request.GET, user)
    filters = wanted.filters
    opened = PANEL in request.GET
    context = {
        "queue": chosen,
        "filters": filters,
        "opened": opened,
        "toggle": _address(request.GET, {PANEL: "" if opened else "1"}),
        "ignored": ", ".join(filters.ignored),
        "chips": chips(filters, request.GET),
        "address": filters.address,
        "list": chosen.show(wanted.rows, request.GET),
        "bulk": bar(chosen, user, request.GET),
        "mistaken": search.unknown_reference(filters.active.get("q", "")),
        "everywhere": _everywhere(chosen, filters),
        "same": f"?{filters.address}" if filters.active else "",
    }
    return render(request, "backoffice/queues/queue.html", context)


@role(*ENVELOPE_ROLES)
@never_cache
@require_safe
def on_map(request: AgentRequest, slug: str) -> HttpResponse:
    """The places of a queue's demandes, as the filters leave them: a map and its table."""
    user = request.user
    chosen = queue_of(slug, user)
    wanted = asked.read(chosen, request.GET, user)
    context = {
        "queue": chosen,
        "back": _address(request.GET, {}),
        "chips": chips(wanted.filters, request.GET),
        "found": places.read(wanted, user),
        "most": places.MOST,
        "map": map_settings() if settings.MAP_TILES else {},
    }
    return render(request, "backoffice/queues/map.html", context)


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the address without it."""

    label: str
    url: str


def chips(filters: forms.Filters, query: QueryDict) -> list[Chip]:
    return [Chip(filters.in_words(name), _address(query, {name: ""})) for name in filters.active]


def _address(query: QueryDict, changes: dict[str, str]) -> str:
    """The same filters but for these changes, from the first page; nothing stays blank."""
    wanted = query.dict() | changes | {PARAMETER: ""}
    return f"?{urlencode({name: value for name, value in wanted.items() if value})}"


def _everywhere(chosen: Queue, filters: forms.Filters) -> str:
    """Where the same words are looked for in all demandes; nothing when this is there."""
    typed = filters.active.get("q")
    if not typed or chosen == EVERYWHERE:
        return ""
    return f"{EVERYWHERE.get_absolute_url()}?{urlencode({'q': typed})}"


def queue_of(slug: str, user: User) -> Queue:
    """Raises Http404 where there is no such queue, PermissionDenied where it isn't the agent's."""
    chosen = BY_SLUG.get(slug)
    if chosen is None:
        raise Http404
    if not chosen.is_of(user):
        raise PermissionDenied
    return chosen
