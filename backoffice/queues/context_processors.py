"""The side of every page of agents: their queues, where else they work, who they are."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from backoffice.mailroom.rights import may_sort
from backoffice.queues.counts import counts
from backoffice.queues.queues import BY_SLUG, queues_of
from backoffice.queues.saving import menu
from home.knowledge.models import Suggestion
from home.knowledge.rights import writes_somewhere
from payments.rights import mandates_of
from portal.accounts.models import User
from portal.demandes.querysets import ENVELOPE_ROLES
from portal.demandes.rights import FILLERS
from portal.directory.closing import CLOSERS
from portal.directory.coverage import Coverage, coverage_of
from portal.directory.roles import Role
from portal.messaging.inbound.states import Sorting
from portal.messaging.models import InboundMessage
from portal.procedures.policies import EDITORS, PUBLISHERS
from portal.procedures.waiting import waiting_for
from portal.ui.keyset import Count, capped_count

STAFF = "/gestion/"
LISTED = "wagtailsnippets_procedures_procedure:list"


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    count: Count | str = ""
    current: bool = False
    late: bool = False


@dataclass(frozen=True)
class Group:
    label: str
    links: list[Link]


@dataclass(frozen=True)
class Shell:
    """What layouts/staff.html draws beside the page."""

    groups: list[Group]
    agent: str
    job: str
    links: list[Link]


def shell(request: HttpRequest) -> dict[str, object]:
    """`shell`: for agents below /gestion/, read only if the page uses it; else None."""
    if not request.path.startswith(STAFF):
        return {"shell": None}
    return {"shell": SimpleLazyObject(lambda: _shell(request))}


def _shell(request: HttpRequest) -> Shell | None:
    user = request.user
    if not (user.is_authenticated and user.is_agent):
        return None
    saved = _saved(user, request)
    here = [link.current for link in saved]
    groups = [
        Group("Demandes", _queues(user, "" if any(here) else request.path)),
        Group("Mes filtres", saved),
        Group("Outils", _tools(user, request.path)),
    ]
    return Shell(
        groups=[group for group in groups if group.links],
        agent=str(user),
        job=user.job_title,
        links=[Link("Sécurité", reverse("mfa_index"))],
    )


def _queues(user: User, path: str) -> list[Link]:
    queues = queues_of(user)
    numbers = counts(user, queues)
    return [
        Link(
            queue.label,
            url := queue.get_absolute_url(),
            count=numbers.get(queue.slug) or "",
            current=path == url,
            late=queue.urgent,
        )
        for queue in queues
    ]


def _saved(user: User, request: HttpRequest) -> list[Link]:
    """The filters that the agent saved or shares, and where they are changed."""
    asked = request.GET.urlencode()
    links = [
        Link(
            each.name,
            f"{(url := BY_SLUG[each.queue].get_absolute_url())}?{each.query}",
            current=(request.path, asked) == (url, each.query),
        )
        for each in menu(user)
    ]
    mine = reverse("saved_filters")
    return [*links, Link("Gérer mes filtres", mine, current=request.path == mine)] if links else []


def _with_somebody(coverage: Coverage, path: str) -> list[Link]:
    """What is done with a person on the line."""
    links = []
    if coverage.anywhere(*ENVELOPE_ROLES):
        entry = reverse("entry")
        links.append(Link("Déposer pour une personne", entry, current=path == entry))
    if coverage.anywhere(*FILLERS):
        together = reverse("together")
        links.append(Link("Remplir avec une personne", together, current=path == together))
    return links


def _sheets(user: User, path: str) -> Link:
    """The knowledge base, with the proposals that wait for those who write there."""
    home, waiting = reverse("knowledge"), Suggestion.objects.waiting()
    count = capped_count(waiting.decided_by(user)) if writes_somewhere(user) else ""
    here = path.startswith((home, reverse("partners")))
    return Link("Fiches", home, count=count, current=here)


def _tools(user: User, path: str) -> list[Link]:
    """Wagtail's admin opens for the roles that `portal.directory.editorial` gives a group."""
    orient, lookup, coverage = reverse("orient"), reverse("lookup"), coverage_of(user)
    links = [
        Link("Orienter", orient, current=path == orient),
        _sheets(user, path),
        Link("Chercher", lookup, current=path == lookup),
        Link("Annuaire", reverse("directory")),
    ]
    links = [*_with_somebody(coverage, path), *links]
    if coverage.anywhere(*CLOSERS):
        closures = reverse("closures")
        links.append(Link("Fermer un lieu", closures, current=path.startswith(closures)))
    if mandates_of(user).exists():
        regies = reverse("regies")
        links.append(Link("Régies", regies, current=path.startswith(regies)))
    if settings.IMAP_HOST and may_sort(user):
        mails = InboundMessage.objects.filter(state__in=Sorting.waiting())
        links.append(Link("Courriels à trier", reverse("mailroom"), capped_count(mails)))
    if coverage.anywhere(*PUBLISHERS):
        proposals = capped_count(waiting_for(user))
        links.append(Link("Démarches à valider", reverse("procedure_moderation"), proposals))
    if coverage.anywhere(*EDITORS):
        links.append(Link("Rédaction et réglages", reverse("wagtailadmin_home")))
    elif coverage.anywhere(Role.OFFICER):
        links.append(Link("Démarches", reverse(LISTED)))
    return links
