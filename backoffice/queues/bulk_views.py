"""What is done to many demandes at once: first what will happen, row by row, then the deed."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from backoffice.queues import tables
from backoffice.queues.bulk import (
    LONGEST,
    MOST,
    Line,
    do,
    in_words,
    lines,
    picked,
)
from backoffice.queues.bulk_forms import BulkForm
from backoffice.queues.bulk_verbs import BY_SLUG, BulkVerb
from backoffice.queues.queues import Queue
from backoffice.queues.views import queue_of
from portal.accounts.access import AgentRequest, role
from portal.demandes.querysets import ENVELOPE_ROLES
from portal.ui import atoms
from portal.ui.lists import Column, Table

ABLE = (
    Column("Demande", lambda line: tables.subject(line.demande)),
    Column("État, agent", lambda line: tables.state(line.demande)),
    Column("Référence", lambda line: atoms.reference(line.reference)),
)
UNABLE = (
    Column("Demande", lambda line: line.demande and tables.subject(line.demande)),
    Column("Pourquoi", "refusal", "why"),
    Column("Référence", lambda line: atoms.reference(line.reference)),
)
NOTHING = "Cochez au moins une demande."
TOO_MANY = f"Cochez au plus {MOST}\u00a0demandes à la fois."


@role(*ENVELOPE_ROLES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: AgentRequest, slug: str, verb: str) -> HttpResponse:
    """The boxes come in the address, so that looking changes nothing; the deed is posted."""
    user = request.user
    queue, wanted = queue_of(slug, user), BY_SLUG.get(verb)
    if wanted is None or verb not in queue.bulk:
        raise Http404
    sent = request.POST if request.method == "POST" else request.GET
    picks = picked(sent.getlist("d"))
    if not 0 < len(picks) <= MOST:
        messages.warning(request, TOO_MANY if picks else NOTHING)
        return redirect(_back(queue, sent))
    page = Confirmation(queue, wanted, lines(wanted, picks, user, {}), sent)
    if request.method != "POST":
        return page.draw(request)
    page.form = page.bound(request.POST)
    if not page.form.is_valid():
        return page.draw(request, status=400)
    page.lines = lines(wanted, picks, user, page.form.arguments())
    if any(line.by_choice for line in page.lines) and page.form.warns():
        return page.draw(request)
    left = do(wanted, page.lines, user, page.form.arguments())
    say = messages.warning if left else messages.success
    say(request, in_words(wanted, len(picks) - len(left), left))
    return redirect(_back(queue, sent))


class Confirmation:
    """What will be done and what can't be, row by row, and the form that does it."""

    def __init__(self, queue: Queue, verb: BulkVerb, drawn: list[Line], sent: QueryDict) -> None:
        self.queue, self.verb, self.lines, self.sent = queue, verb, drawn, sent
        self.form = self.bound(None)

    def bound(self, data: QueryDict | None) -> BulkForm:
        able = [line.demande for line in self.lines if not line.refusal]
        seen = [line.demande for line in self.lines if line.demande]  # for a second click
        return self.verb.form(data, demandes=able or seen)

    def draw(self, request: HttpRequest, *, status: int = 200) -> HttpResponse:
        able = [line for line in self.lines if not line.refusal]
        unable = [line for line in self.lines if line.refusal]
        context = {
            "queue": self.queue,
            "verb": self.verb,
            "form": self.form,
            "able": Table("À faire", ABLE, able),
            "unable": Table("Ce qui ne sera pas fait", UNABLE, unable),
            "count": len(able),
            "left": len(unable),
            "lines": self.lines,
            "back": self.sent.get("retour", "")[:LONGEST],
            "url": _back(self.queue, self.sent),
        }
        return render(request, "backoffice/queues/bulk.html", context, status=status)


def _back(queue: Queue, sent: QueryDict) -> str:
    """The queue with the filters that it had."""
    filters = QueryDict(sent.get("retour", "")[:LONGEST]).urlencode()
    return queue.get_absolute_url() + (f"?{filters}" if filters else "")
