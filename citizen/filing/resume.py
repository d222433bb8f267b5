"""Leaving a form for later, and coming back: by a link in an e-mail, or on the same device."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from citizen.filing import opened, workflow
from citizen.filing.forms import EmailForm
from citizen.filing.links import draft_of, email_of, filed_draft_of, is_replaced
from citizen.filing.walk import Walk
from citizen.filing.ways import address, go_on, step_address
from portal.accounts import access, throttle
from portal.demandes.models import Draft
from portal.directory.sites import organisation_of

LINKS_BY_ADDRESS = 60  # whoever asks: a town hall is one address
LINKS_BY_DRAFT = 5
LINKS_BY_RECIPIENT = 5
PERIOD = timedelta(hours=1)
TOO_MANY = (
    "Nous avons déjà envoyé plusieurs liens. Cherchez le dernier dans votre boîte, "
    "ou réessayez dans une heure."
)
SENT = "Si l’adresse est juste, le lien y arrive dans quelques minutes. Pensez aux indésirables."


@opened.for_opened
@require_http_methods(["GET", "HEAD", "POST"])
def later(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Everything is kept; a link by e-mail opens it again on any device."""
    if draft.filed_at:
        return go_on(draft)
    form = EmailForm(request.POST or None, initial={"email": email_of(draft)})
    status = 200
    if request.method == "POST":
        status = _send(request, draft, form)
        if status == 200:
            return redirect(address(draft, "draft_later"))
    context = {
        "procedure": draft.procedure,
        "form": form,
        "until": timezone.localdate(timezone.now() + timedelta(days=settings.DRAFT_DAYS)),
        "onwards": step_address(draft, Walk(draft).resume(draft.step_key)),
    }
    return render(request, "citizen/filing/later.html", context, status=status)


def _send(request: HttpRequest, draft: Draft, form: EmailForm) -> int:
    """Send the link if it may be sent; the status of the page that follows."""
    if not form.is_valid():
        return 400
    if not _may_send(request, draft, form.cleaned_data["email"]):
        form.add_error(None, TOO_MANY)
        return 429
    _send_to(request, draft, form.cleaned_data["email"])
    return 200


def _send_to(request: HttpRequest, draft: Draft, email: str) -> None:
    workflow.send_link(draft=draft, email=email, organisation=organisation_of(request))
    messages.success(request, SENT)


def _may_send(request: HttpRequest, draft: Draft, email: str) -> bool:
    tries = (
        (throttle.client(request), LINKS_BY_ADDRESS),
        (draft.token, LINKS_BY_DRAFT),
        (email.casefold(), LINKS_BY_RECIPIENT),
    )
    return all(throttle.hit(f"link:{key}", limit, per=PERIOD) for key, limit in tries)


@opened.with_draft
@require_POST
def send_link(request: HttpRequest, draft: Draft) -> HttpResponse:
    """After the session's end: to the address that the draft knows, which isn't shown."""
    email = email_of(draft)
    if not email or draft.filed_at:
        return opened.closed(request, draft)
    if _may_send(request, draft, email):
        _send_to(request, draft, email)
    else:
        messages.error(request, TOO_MANY)
    return opened.closed(request, draft)


@opened.with_draft
@require_POST
def here(request: HttpRequest, draft: Draft) -> HttpResponse:
    """After the session's end, when no address is known: the device that holds the address."""
    if email_of(draft) or draft.filed_at:
        return opened.closed(request, draft)
    opened.open_for(request, draft)
    return go_on(draft)


@access.secret_link
@never_cache
@require_safe
def resume(request: HttpRequest, secret: str) -> HttpResponse:
    """The link in the e-mail: opens the draft in this browser, and changes nothing of it."""
    draft = draft_of(secret)
    if draft is None:
        return _opens_nothing(request, secret)
    opened.open_for(request, draft)
    return go_on(draft)


def _opens_nothing(request: HttpRequest, secret: str) -> HttpResponse:
    """The confirmation for whoever filed here; others learn that it is filed, and nothing more."""
    filed = filed_draft_of(secret)
    if filed is None:
        return opened.gone(request, replaced=is_replaced(secret))
    return go_on(filed) if opened.is_open(request, filed) else opened.closed(request, filed)
