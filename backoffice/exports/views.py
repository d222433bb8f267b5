"""The pages of an export: what will be written, how far it is, the file."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from backoffice.exports import workflow
from backoffice.exports.models import Export, Kind
from backoffice.exports.processing import MOST
from backoffice.exports.tasks import KEPT
from backoffice.queues import asked
from backoffice.queues.views import queue_of
from portal.accounts.access import AgentRequest, role
from portal.demandes.querysets import ENVELOPE_ROLES
from portal.demandes.rights import held_by
from portal.media import download
from portal.text.numbers import spaced
from portal.ui.keyset import capped_count

LAST = 5


TOO_MANY = (
    f"Un fichier en porte {spaced(MOST)} au plus. Revenez à la file, ajoutez un filtre "
    "(une démarche, une année), puis exportez en plusieurs fois."
)


@role(*ENVELOPE_ROLES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: AgentRequest, slug: str) -> HttpResponse:
    """What the file would hold; a POST has it written."""
    user = request.user
    queue = queue_of(slug, user)
    if request.method == "POST":
        if (kind := request.POST.get("format", "")) not in Kind.values:
            return redirect(request.get_full_path())
        try:
            export = workflow.ask(queue=queue, query=request.GET, kind=Kind(kind), agent=user)
        except workflow.Busy as busy:
            export = busy.export
        return redirect("export", export.pk)
    wanted = asked.read(queue, request.GET, user)
    context = {
        "queue": queue,
        "wanted": wanted,
        "count": capped_count(wanted.rows),
        "kinds": Kind.choices,
        "most": spaced(MOST),
        "days": KEPT.days,
        "exports": Export.objects.filter(agent=user)[:LAST],
    }
    return render(request, "backoffice/exports/start.html", context)


@role(*ENVELOPE_ROLES)
@never_cache
@require_safe
def export(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far it is; drawn again by the browser every three seconds until it ends."""
    mine = _mine(request, pk)
    context = {
        "export": mine,
        "failed": mine.has_failed(),
        "too_many": TOO_MANY,
        "progress": f"{spaced(mine.written)} sur {spaced(mine.total or 0)} demandes écrites",
        "ready": f"{spaced(mine.written)} demandes y sont, une par ligne.",
        "until": mine.asked_at + KEPT,
    }
    return render(request, "backoffice/exports/export.html", context)


@role(*ENVELOPE_ROLES)
@never_cache
@require_safe
def file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The file, for who asked for it, while they still see and read what they did."""
    mine = _mine(request, pk)
    queue_of(mine.queue, mine.agent)
    if mine.stored and mine.rights != held_by(mine.agent):
        raise PermissionDenied
    if mine.stored is None:
        raise Http404
    return download.respond(request, mine.stored)


def _mine(request: HttpRequest, pk: UUID) -> Export:
    rows = Export.objects.select_related("stored", "agent")
    return get_object_or_404(rows, pk=pk, agent=request.user)
