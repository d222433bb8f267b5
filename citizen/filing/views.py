"""From the button « Commencer » to the confirmation; steps.py has what lies between."""

from contextlib import nullcontext
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from citizen.filing import opened, paid, together
from citizen.filing.catalogue import live_procedures
from citizen.filing.danger import emergencies_in
from citizen.filing.helping import CHECK, help_of
from citizen.filing.proposed import LONGEST_LIST, propose, with_proposed
from citizen.filing.review import sections
from citizen.filing.said import digest
from citizen.filing.walk import Walk
from citizen.filing.ways import address, go_on, step_address
from citizen.tracking import opened as tracked
from payments.workflow import charging
from payments.workflow.refusals import NotPossible
from portal.accounts import access, throttle
from portal.demandes import reach
from portal.demandes.completeness import Incomplete
from portal.demandes.models import Demande, Draft
from portal.demandes.receipt import legal_words
from portal.demandes.references import display_code
from portal.demandes.states import State
from portal.demandes.workflow import drafts
from portal.directory.closed import closed_service
from portal.media import download
from portal.procedures.compile import NoForm

STARTS_BY_ADDRESS = 300  # a town hall, a school or a whole telephone network is one address
STARTS_BY_SESSION = 40
PERIOD = timedelta(hours=1)
LONGEST_WORDS = 200
CHANGED = "Vos réponses ont changé dans un autre onglet. Relisez-les, puis déposez votre demande."
CHANGED_TOGETHER = (
    "Des réponses ont changé pendant que vous relisiez. Relisez-les, puis déposez votre demande."
)


@access.public
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, code: str) -> HttpResponse:
    """A POST begins a draft; a GET, which must create nothing, presents the procedure."""
    procedure = get_object_or_404(live_procedures(request), code=code)
    words = request.POST.get("words", "").replace("\x00", "").strip()[:LONGEST_WORDS]
    if request.method != "POST":
        return redirect(with_proposed(procedure, request.GET))
    if not _may_start(request):
        proposed = request.POST.get("proposed", "")[:LONGEST_LIST]
        context = {"procedure": procedure, "words": words, "proposed": proposed}
        return render(request, "citizen/filing/too_many.html", context, status=429)
    try:
        draft = drafts.begin(procedure=procedure, words=words)
    except NoForm as error:
        raise Http404 from error
    opened.open_for(request, draft)
    propose(request, draft, request.POST.get("proposed", ""))
    return go_on(draft)


def _may_start(request: HttpRequest) -> bool:
    by_address = throttle.hit(f"start:{throttle.client(request)}", STARTS_BY_ADDRESS, per=PERIOD)
    session = request.session.session_key
    return by_address and (
        session is None or throttle.hit(f"start:{session}", STARTS_BY_SESSION, per=PERIOD)
    )


@opened.for_opened
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The answers, to read again; the POST files them, once however often it is sent."""
    if draft.filed_at:
        return go_on(draft)
    if request.method == "POST":
        try:
            return _file(request, draft)
        except together.Stale:
            messages.warning(request, CHANGED_TOGETHER if draft.shared else CHANGED)
        except NotPossible:
            pass  # the page below says why
    walk = Walk(draft)
    if walk.missing:
        return _back_to(request, draft, walk)
    context = {
        "procedure": draft.procedure,
        "sections": sections(draft),
        "number": walk.total,
        "total": walk.total,
        "back": step_address(draft, walk.steps[-1]) if walk.steps else "",
        "later": address(draft, "draft_later"),
        "seen": digest(None, draft),
        "help": help_of(draft, page=CHECK),
        "help_page": address(draft, "draft_help"),
        "emergencies": emergencies_in(request, draft),
        **paid.asked(draft),
    }
    return render(request, "citizen/filing/check.html", context)


def _back_to(request: HttpRequest, draft: Draft, walk: Walk) -> HttpResponse:
    messages.info(request, "Il manque une réponse pour déposer votre demande : complétez-la ici.")
    return redirect(step_address(draft, walk.missing))


def _file(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Raises together.Stale when the answers aren't those that the page showed, NotPossible."""
    try:
        # An agent may be saving a step right now: what is filed is what was just compared.
        with transaction.atomic() if draft.shared else nullcontext():
            if draft.shared:
                together.lock(draft)
            if not draft.filed_at and request.POST.get("_vu") not in {None, digest(None, draft)}:
                raise together.Stale
            demande = charging.file(draft=draft)
    except Incomplete:  # another tab has just emptied something
        fresh = opened.find(draft.token) or draft
        return _back_to(request, fresh, Walk(fresh))
    opened.forget_typed(request, draft)
    tracked.open_for(request, demande)
    paid.open_invoice(request, draft, demande)
    return redirect(address(draft, "draft_filed"))


@opened.for_opened
@require_safe
def filed(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The confirmation: reference and code, what happens next, by when, and whom to call."""
    if not draft.filed_at:
        return go_on(draft)
    demande = get_object_or_404(Demande.objects.with_service(), draft_key=draft.pk)
    context = {
        "demande": demande,
        "code": display_code(demande.tracking_code),
        "contact": demande.service.contact,
        "closed": closed_service(demande.service),
        "legal": legal_words(demande),
        "by_email": reach.by_email(demande),
        "by_sms": reach.by_sms(demande),
        "invoice": paid.to_pay(draft, demande),
        "waits": demande.status == State.AWAITING_PAYMENT,
    }
    return render(request, "citizen/filing/filed.html", context)


@opened.for_opened
@require_safe
def file(request: HttpRequest, draft: Draft, pk: UUID) -> HttpResponseBase:
    """A file of the draft, for whoever sent it."""
    held = get_object_or_404(draft.files.select_related("stored"), stored_id=pk)
    return download.respond(request, held.stored)
