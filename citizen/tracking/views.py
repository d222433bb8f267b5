"""Following a demande: with its reference and code, or by the link in an e-mail."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from citizen.paying import opened as paying
from citizen.tracking import opened
from citizen.tracking.forms import DocumentForm, MessageForm, TrackingForm, WithdrawForm
from citizen.tracking.page import page
from payments.models import Invoice
from payments.workflow import charging
from payments.workflow.refusals import NotPossible
from portal.accounts import access, throttle, uploads
from portal.demandes import links, references
from portal.demandes.hearing import may_hear
from portal.demandes.models import Demande
from portal.demandes.states import Action, State, allowed
from portal.demandes.workflow import exchanges, receipts
from portal.demandes.workflow.deed import Refused
from portal.media import download, intake
from portal.media.models import StoredFile

TRIES_BY_ADDRESS = 30  # a library or a town hall is one address
TRIES_BY_REFERENCE = 10
PERIOD = timedelta(minutes=15)
NOT_FOUND = (
    "Aucune demande ne correspond à cette référence et à ce code. "
    "Vérifiez-les dans l’e-mail reçu au dépôt, ou là où vous les avez notés."
)
TOO_MANY_MESSAGES = (
    "Ce message n’est pas parti : vous en avez envoyé beaucoup depuis une heure. "
    "Gardez-le, et envoyez-le dans une heure, ou appelez le service."
)
NOT_DRAWN = (
    "L’accusé de réception n’a pas pu être préparé : un problème de notre côté. "
    "Réessayez dans quelques minutes."
).replace(" :", "\u00a0:")
TOO_MANY = "Trop d’essais. Attendez un quart d’heure, ou appelez-nous."


@access.public
@never_cache
def tracking(request: HttpRequest) -> HttpResponse:
    """Reference and code open the demande; nothing says whether a reference exists."""
    form = TrackingForm(request.POST or None, initial={"reference": request.GET.get("reference")})
    if request.method != "POST" or not form.is_valid():
        return _ask(request, form, status=400 if form.is_bound else 200)
    if not _may_try(request, form.cleaned_data["reference"]):
        form.add_error(None, TOO_MANY)
        return _ask(request, form, status=429)
    demande = links.with_code(form.cleaned_data["reference"], form.cleaned_data["code"])
    if demande is None:
        form.add_error(None, NOT_FOUND)
        return _ask(request, form, status=400)
    throttle.forget(f"tracking:{demande.reference}")
    opened.open_for(request, demande)
    request.session["unsent"] = form.cleaned_data["unsent"]
    return redirect("tracked", demande.reference)


def _may_try(request: HttpRequest, reference: str) -> bool:
    by_address = throttle.hit(f"tracking:{throttle.client(request)}", TRIES_BY_ADDRESS, per=PERIOD)
    if not reference:  # mistyped: nothing to guess, and one blank would count for everybody
        return by_address
    by_reference = throttle.hit(f"tracking:{reference}", TRIES_BY_REFERENCE, per=PERIOD)
    return by_address and by_reference


def _ask(request: HttpRequest, form: TrackingForm, *, status: int = 200) -> HttpResponse:
    return render(request, "citizen/tracking/tracking.html", {"form": form}, status=status)


@access.secret_link
@never_cache
@require_safe
def tracking_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link in an e-mail: opens the demande in this browser, and changes nothing of it."""
    demande = links.demande_of(token)
    if demande is None:
        messages.warning(request, "Ce lien n’ouvre plus de demande. Utilisez la référence.")
        return redirect("tracking")
    opened.open_for(request, demande)
    return redirect("tracked", demande.reference)


def for_opened(
    view: Callable[..., HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Give the view the demande that this browser follows; ask for the code otherwise.

    A message typed before the session ended comes along in the form.
    """

    @access.secret_link
    @never_cache
    @wraps(view)
    def found(request: HttpRequest, reference: str, **kwargs: Any) -> HttpResponseBase:
        asked = references.normalise(reference)
        if asked and (demande := opened.opened(request, asked)):
            return view(request, demande, **kwargs)
        unsent = request.POST.get("body", "")[:5000]
        form = TrackingForm(initial={"reference": reference[:20], "unsent": unsent})
        return _ask(request, form, status=403)

    return found


@for_opened
@require_safe
def tracked(request: HttpRequest, demande: Demande) -> HttpResponse:
    unsent = request.session.pop("unsent", "")
    return _show(request, demande, MessageForm(initial={"body": unsent}))


def _show(
    request: HttpRequest,
    demande: Demande,
    message_form: MessageForm | None = None,
    document_form: DocumentForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = page(demande, message_form or MessageForm(), document_form)
    for invoice in context["invoices"]:
        paying.open_for(request, [invoice])
    return render(request, "citizen/tracking/tracked.html", context, status=status)


@for_opened
@require_POST
def message(request: HttpRequest, demande: Demande) -> HttpResponse:
    form = MessageForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, demande, form, status=400)
    if not _may_write(request, demande, form):
        return _show(request, demande, form, status=429)
    if (files := _kept(form)) is None:
        return _show(request, demande, form, status=503)
    try:
        exchanges.hear(
            demande,
            body=form.cleaned_data["body"],
            key=form.cleaned_data["key"],
            files=files,
        )
    except Refused:
        messages.error(
            request, "Cette demande est terminée. Pour une suite, déposez une nouvelle demande."
        )
        return _show(request, demande, status=409)
    messages.success(request, "Votre message est envoyé au service.")
    return redirect("tracked", demande.reference)


def _kept(form: MessageForm | DocumentForm) -> list[StoredFile] | None:
    """The form's files; None when they can't be written, which the form says."""
    try:
        return intake.keep_all(form.cleaned_data["attachments"])
    except ValidationError as error:
        form.add_error("attachments", error)
        return None


def _may_write(request: HttpRequest, demande: Demande, form: MessageForm) -> bool:
    """Whether neither messages nor files are too many; the form says what to do otherwise."""
    if not may_hear(demande):
        form.add_error(None, TOO_MANY_MESSAGES)
    elif not uploads.may_upload(request):
        form.add_error("attachments", uploads.TOO_MUCH)
    return form.is_valid()


@for_opened
@require_POST
def document(request: HttpRequest, demande: Demande, pk: int) -> HttpResponse:
    asked = get_object_or_404(demande.document_requests, pk=pk)
    form = DocumentForm(request.POST, request.FILES, request_id=asked.pk)
    if not form.is_valid():
        return _show(request, demande, document_form=form, status=400)
    if not uploads.may_upload(request):
        form.add_error("attachments", uploads.TOO_MUCH)
        return _show(request, demande, document_form=form, status=429)
    if (files := _kept(form)) is None:
        return _show(request, demande, document_form=form, status=503)
    try:
        exchanges.provide_document(demande, request=asked, files=files)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _show(request, demande, status=409)
    messages.success(request, "Votre document est bien reçu. Merci.")
    return redirect("tracked", demande.reference)


@for_opened
def withdraw(request: HttpRequest, demande: Demande) -> HttpResponse:
    """A page of its own asks first; the person may still change their mind."""
    form = WithdrawForm(request.POST or None, initial={"version": demande.version})
    if request.method == "POST" and form.is_valid():
        try:
            charging.withdraw(demande, version=form.cleaned_data["version"])
        except (Refused, NotPossible) as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Votre demande est retirée.")
        return redirect("tracked", demande.reference)
    if not allowed(Action.WITHDRAW, demande.state):
        return redirect("tracked", demande.reference)
    waits = demande.status == State.AWAITING_PAYMENT
    owed = None if waits else Invoice.objects.of_fees().payable().filter(demande=demande).first()
    context = {"demande": demande, "form": form, "waits": waits, "owed": owed}
    return render(request, "citizen/tracking/withdraw.html", context)


@for_opened
@require_POST
def forget(request: HttpRequest, demande: Demande) -> HttpResponse:
    opened.forget(request, demande.reference)
    messages.success(request, "Cet appareil ne suit plus votre demande.")
    return redirect("tracking")


@for_opened
@require_safe
def attachment(request: HttpRequest, demande: Demande, pk: UUID) -> HttpResponseBase:
    """A file or a receipt of the demande; agents' files are only those that came with a message."""
    if demande.holds_receipt(pk):
        return download.respond(request, get_object_or_404(StoredFile, pk=pk))
    found = get_object_or_404(demande.attachments.select_related("stored"), stored_id=pk)
    return download.respond(request, found.stored)


@for_opened
@require_safe
def receipt(request: HttpRequest, demande: Demande) -> HttpResponseBase:
    """The receipt as a PDF; drawn now if the worker hasn't yet."""
    try:
        receipts.issue(demande.pk)
    except ValidationError:  # it can't be kept now; the worker goes on trying
        messages.error(request, NOT_DRAWN)
        return redirect("tracked", demande.reference)
    demande.refresh_from_db(fields=["receipt"])
    if demande.receipt is None:
        raise Http404
    return download.respond(request, demande.receipt)
