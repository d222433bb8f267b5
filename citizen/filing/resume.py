"""Leaving a draft and coming back: from another device, or after the session ended."""

import uuid
from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from citizen.filing import opened
from citizen.filing.opened import for_draft
from citizen.filing.walk import Walk
from portal.accounts import access, throttle
from portal.demandes.filers import filer_of
from portal.demandes.models import Draft
from portal.directory import sites
from portal.messaging.outbox import enqueue_email

SALT = "citizen.filing.resume"
LINKS = 5  # an hour, for one draft or from one address
SENT = (
    "Si cette adresse est la bonne, un e-mail vient de partir. "
    "Son lien ouvre votre brouillon pendant 30 jours."
)
TOO_MANY = "Trop d’e-mails demandés. Réessayez dans une heure."


class LaterForm(forms.Form):
    email = forms.EmailField(
        label="Votre adresse e-mail",
        help_text="Nous vous envoyons un lien pour finir plus tard, sur l’appareil de votre choix.",
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={
            "required": "Indiquez votre adresse e-mail.",
            "invalid": "Vérifiez l’adresse. Exemple : prenom.nom@exemple.fr.",
        },
    )


def expired(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Say that the session has ended, and how to go on: nothing is lost, nothing is shown."""
    context = {"draft": draft, "procedure": draft.procedure, "by_email": bool(email_of(draft))}
    return render(request, "citizen/filing/expired.html", context, status=403)


def email_of(draft: Draft) -> str:
    """Where the draft's owner may be written to, or nothing."""
    return draft.email or filer_of(draft.form_version.form, draft.answers)["filer_email"]


@for_draft
def later(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Everything is saved already; an e-mail brings the way back."""
    if not opened.is_open(request, draft):
        return expired(request, draft)
    form = LaterForm(request.POST or None, initial={"email": email_of(draft)})
    status = 200
    if request.method == "POST" and form.is_valid():
        Draft.objects.filter(pk=draft.pk, filed_at=None).update(email=form.cleaned_data["email"])
        if _send(request, draft, form.cleaned_data["email"]):
            messages.success(request, SENT)
            return redirect(request.path)
        form.add_error(None, TOO_MANY)
    if form.errors:
        status = 429 if form.non_field_errors() else 400
    context = {"draft": draft, "procedure": draft.procedure, "form": form}
    return render(request, "citizen/filing/later.html", context, status=status)


@for_draft
@require_POST
def send_link(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Send the way back to the address that the draft knows, without showing it."""
    address = email_of(draft)
    if address and not _send(request, draft, address):
        messages.error(request, TOO_MANY)
        return expired(request, draft)
    messages.success(request, SENT)
    return expired(request, draft)


@for_draft
@require_POST
def here(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Go on in this browser: a draft that knows no e-mail has only its address for a key."""
    if email_of(draft):
        return expired(request, draft)
    opened.open_for(request, draft)
    return _back(draft)


@access.secret_link
@never_cache
@require_safe
def resume(request: HttpRequest, secret: str) -> HttpResponse:
    """The link in the e-mail: opens the draft in this browser and changes nothing of it."""
    try:
        token = signing.loads(secret, salt=SALT, max_age=timedelta(days=settings.DRAFT_DAYS))
    except signing.BadSignature:
        token = ""
    draft = Draft.objects.select_related("procedure", "form_version").filter(token=token).first()
    if draft is None:
        return render(request, "citizen/filing/gone.html", status=404)
    opened.open_for(request, draft)
    return _back(draft)


def _back(draft: Draft) -> HttpResponse:
    """To the step that was left, or the first one that lacks something."""
    address = (draft.procedure.code, draft.token)
    if draft.filed_at:
        return redirect("draft_filed", *address)
    walk = Walk.of(draft)
    last = walk.step(draft.step_key)
    to = walk.first_missing or (walk.after(last.key) if last else walk.steps[0])
    return redirect("draft_step", *address, to.key) if to else redirect("draft_check", *address)


def _send(request: HttpRequest, draft: Draft, address: str) -> bool:
    """Write the e-mail; False when too many were asked for."""
    keys = (f"resume:{draft.pk}", f"resume:{throttle.client(request)}")
    if not all(throttle.hit(key, LINKS, per=timedelta(hours=1)) for key in keys):
        return False
    organisation = sites.organisation_of(request)
    secret = signing.dumps(draft.token, salt=SALT)
    enqueue_email(
        key=f"draft:{draft.pk}:{uuid.uuid4()}",
        topic=f"draft:{draft.pk}",
        recipient=address,
        subject="Reprendre votre demande",
        template="filing/resume",
        context={
            "procedure": draft.procedure.title,
            "link": sites.absolute(organisation, "draft_resume", secret),
        },
        sender_name=organisation.name if organisation else "GPS Citoyen",
    )
    return True
