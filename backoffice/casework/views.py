"""A demande's page for agents, and one view for all its verbs."""

import re
from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backoffice.casework.forms import CaseForm
from backoffice.casework.page import Tried, blank, page
from backoffice.casework.seen import for_seen, gone, seen, typed
from backoffice.casework.verb import Verb
from backoffice.casework.verbs import BY_SLUG
from backoffice.queues import counts
from portal.accounts.access import AgentRequest
from portal.accounts.models import User
from portal.demandes import beneficiaries, mentions, reach, rights, slip
from portal.demandes.models import Demande
from portal.demandes.states import Action
from portal.demandes.workflow.deed import NotAllowed, Refused, check
from portal.media import download
from portal.media.models import StoredFile
from portal.messaging import outbox
from portal.messaging.models import OutboundMessage

VERSION = r"\A[0-9]{1,6}\Z"


@for_seen
@require_safe
def demande(request: AgentRequest, demande: Demande) -> HttpResponse:
    return _show(request, demande)


@for_seen
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: AgentRequest, demande: Demande, verb: str) -> HttpResponse:
    """Show a verb's form on the page; do it; or say politely why it can't be done any more."""
    if (wanted := BY_SLUG.get(verb)) is None:
        raise Http404
    form = None
    try:
        check(demande, wanted.action, agent=request.user)
        if request.method != "POST":
            return _show(request, demande, blank(wanted, demande, request.user, request.GET))
        form = wanted.form(request.POST, request.FILES, demande=demande, agent=request.user)
        if (started := form.started()) is not None:
            return _show(request, demande, Tried(wanted, started))
        if not form.is_valid():
            return _show(request, demande, Tried(wanted, form), status=400)
        if wanted.preview and (stage := request.POST.get("stage")) != "send":
            return _before(request, demande, Tried(wanted, form), preview=stage != "edit")
        result = wanted.act(demande, agent=request.user, **form.arguments())
    except Refused as refusal:
        return _refuse(request, demande, wanted, form, refusal)
    messages.success(request, wanted.done)
    return _onward(request, demande, wanted.then(result, request.user))


def _show(
    request: AgentRequest, demande: Demande, tried: Tried | None = None, *, status: int = 200
) -> HttpResponse:
    context = page(demande, request.user, tried)
    if context.get("cited") and mentions.opened(demande, request.user):
        counts.forget(request.user)
    return render(request, "backoffice/casework/demande.html", context, status=status)


def _before(
    request: AgentRequest, demande: Demande, tried: Tried, *, preview: bool
) -> HttpResponse:
    """What will happen, written nowhere; or the form again, to change it."""
    if not preview:
        return _show(request, demande, tried)
    return render(request, tried.verb.preview, {"demande": demande, "tried": tried})


def _onward(request: AgentRequest, demande: Demande, address: str | None) -> HttpResponse:
    """To that address, or back to the demande; to the queues when it has left one's services."""
    if address:
        return redirect(address)
    if Demande.objects.visible_to(request.user).filter(pk=demande.pk).exists():
        return redirect(demande)
    return redirect("queue_home")


def _refuse(
    request: AgentRequest, demande: Demande, verb: Verb, form: CaseForm | None, refusal: Refused
) -> HttpResponse:
    """The page as it now stands, the sentence, what changed meanwhile, and what was typed."""
    fresh = seen(request.user, demande.reference)
    if fresh is None:
        return gone(request)
    if request.method == "POST" and verb.once and _done_by(request.user, fresh, verb.action):
        return redirect(fresh)  # a second click
    tried = _tried(request, fresh, verb, form, refusal)
    return _show(request, fresh, tried, status=refusal.status)


def _tried(
    request: AgentRequest, demande: Demande, verb: Verb, form: CaseForm | None, refusal: Refused
) -> Tried:
    """What was refused: its form again, or its bare texts for who may not see it any more."""
    since = request.POST.get("version", "")
    version = int(since) if re.match(VERSION, since) else None
    tried = Tried(verb, refusal=str(refusal), since=version)
    # The state is judged before the right to read: a form knows more than the envelope.
    if isinstance(refusal, NotAllowed) or not rights.may_read(request.user, demande):
        return replace(tried, typed=typed(request))
    if request.method != "POST" or verb.button:
        return tried  # nothing was typed
    form = form or verb.form(request.POST, request.FILES, demande=demande, agent=request.user)
    form.renew(demande.version)
    return replace(tried, form=form)


def _done_by(agent: User, demande: Demande, action: Action) -> bool:
    """Whether this agent doing this is the last thing that happened."""
    last = demande.journal.order_by("number").last()
    return last is not None and (last.action, last.agent_id) == (action, agent.pk)


@for_seen
@require_safe
def attachment(request: AgentRequest, demande: Demande, pk: UUID) -> HttpResponseBase:
    """A file of the demande, or its receipt, for those who may read the content."""
    if not rights.may_read(request.user, demande):
        raise PermissionDenied
    if demande.holds_receipt(pk):
        return download.respond(request, get_object_or_404(StoredFile, pk=pk))
    found = get_object_or_404(demande.attachments.select_related("stored"), stored_id=pk)
    return download.respond(request, found.stored)


@for_seen
@require_safe
def beneficiary_letter(request: AgentRequest, demande: Demande) -> HttpResponse:
    """The letter to somebody for whom it was filed and who can be told no other way."""
    if not rights.may_read(request.user, demande):
        raise PermissionDenied
    if beneficiaries.way_to(demande) != "letter":
        raise Http404
    name = f"lettre-{demande.reference}.pdf"
    return download.paper(slip.letter(demande), name)


@for_seen
@require_POST
def resend(request: AgentRequest, demande: Demande, pk: int) -> HttpResponse:
    """Send again an e-mail or SMS that failed or may not have arrived."""
    agent = request.user
    if not (rights.may_read(agent, demande) and rights.has_role_for(agent, Action.TELL, demande)):
        raise PermissionDenied
    message = get_object_or_404(OutboundMessage.objects.for_topic(demande.topic), pk=pk)
    if not reach.may_leave(demande, message):
        messages.error(request, "Des précautions de contact l’interdisent : il ne repart pas.")
        return redirect(demande)
    try:
        outbox.resend(message=message, by=agent)
    except ValidationError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Le message part à nouveau.")
    return redirect(demande)
