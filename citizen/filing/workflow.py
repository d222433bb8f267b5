"""What happens to a draft between its beginning and its filing (both in portal.demandes)."""

import hashlib
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from citizen.filing import links, said
from portal.demandes import reach
from portal.demandes.models import Draft, DraftFile
from portal.demandes.workflow import drafts
from portal.directory.models import Organisation
from portal.directory.sites import base_url
from portal.media import intake
from portal.media.kinds import Safe
from portal.messaging.outbox import enqueue_email
from portal.procedures.forms import StepForm
from portal.procedures.schema import Step
from portal.text.dates import full_date

TOO_HEAVY = "Vos fichiers sont trop lourds ensemble. Retirez-en un, puis ajoutez celui-ci."


def save(*, draft: Draft, step: Step, form: StepForm, seen: str, stranger: bool = False) -> bool:
    """Keep what is right of a step: answers, and files, whose errors go to the form.

    The last one to save wins. Returns whether it replaced answers that the page, drawn from those
    of the digest `seen`, didn't show. Does nothing once the draft is filed. What a `stranger` (a
    browser that may not read the draft) sends never changes where the link to come back goes.
    """
    keep_files(draft, form)
    return keep_answers(draft=draft, step=step, form=form, seen=seen, stranger=stranger)


def keep_files(draft: Draft, form: StepForm) -> None:
    """Keep the files that can be taken; the others' errors go to the form."""
    if accepted := _made_safe(form):
        _keep_files(draft, form, accepted)


def keep_answers(
    *, draft: Draft, step: Step, form: StepForm, seen: str, stranger: bool = False
) -> bool:
    """The answers of a step, for `save`."""
    while not draft.filed_at:
        known, now = said.digest(step, draft), timezone.now()
        answers = said.merged(step, draft.answers, form)
        # One conditional write instead of a lock: nothing of another tab's is undone.
        unchanged = Draft.objects.filter(pk=draft.pk, filed_at=None, updated_at=draft.updated_at)
        email = links.email_of(draft) if stranger else draft.email
        if unchanged.update(answers=answers, step_key=step.key, updated_at=now, email=email):
            draft.answers, draft.step_key, draft.updated_at = answers, step.key, now
            draft.email = email
            return seen != known and known != said.digest(step, draft)
        draft.refresh_from_db(fields=["answers", "updated_at", "filed_at", "email"])
    return False


def keep_around(draft: Draft, columns: dict[str, Any]) -> None:
    """Keep for whom the demande is and how to reach the filer safely; not once it is filed."""
    if all(getattr(draft, name) == value for name, value in columns.items()):
        return
    if Draft.objects.filter(pk=draft.pk, filed_at=None).update(**columns):
        for name, value in columns.items():
            setattr(draft, name, value)


@transaction.atomic
def remove_file(*, draft: Draft, stored: str) -> None:
    """Take a file (its id) out of the draft; nothing when it is gone already, or filed."""
    locked = Draft.objects.select_for_update().get(pk=draft.pk)
    for held in locked.files.select_related("stored"):
        if str(held.stored_id) == stored and not locked.filed_at:
            drafts.remove_file(held)


@transaction.atomic
def send_link(*, draft: Draft, email: str, organisation: Organisation | None) -> None:
    """Send the link to come back, to this address from now on: links sent elsewhere are void."""
    rows = Draft.objects.select_for_update(of=("self",))
    locked = rows.select_related("procedure").get(pk=draft.pk)
    if locked.filed_at:
        return
    locked.email, now = email, timezone.now()
    locked.save(update_fields=["email", "updated_at"])
    path = reverse("draft_resume", args=[links.secret_of(locked)])
    unnamed = locked.procedure.confidential or locked.neutral
    recipient = salted_hmac("citizen.filing", email).hexdigest()[:16]
    enqueue_email(
        key=f"draft:{locked.pk}:{recipient}:{now:%Y%m%d%H%M}",  # a double click sends one
        topic=f"draft:{locked.pk}",
        recipient=email,
        subject=reach.NEUTRAL_SUBJECT if locked.neutral else "Reprenez votre demande en ligne",
        template="filing/resume",
        context={
            "procedure": "" if unnamed else locked.procedure.title,
            "link": base_url(organisation) + path,
            "until": full_date(timezone.localdate(now + timedelta(days=settings.DRAFT_DAYS))),
        },
        sender_name=_sender(locked, organisation),
    )


def _sender(draft: Draft, organisation: Organisation | None) -> str:
    if draft.neutral:
        return reach.NEUTRAL_SENDER
    return organisation.name if organisation else settings.WAGTAIL_SITE_NAME


def _made_safe(form: StepForm) -> list[tuple[str, Safe]]:
    """The files that can be taken, by field; the others' errors go to the form."""
    accepted = []
    for key, uploads in form.uploads().items():
        for upload in uploads:
            try:
                accepted.append((key, intake.make_safe(upload)))
            except ValidationError as error:
                form.add_error(key, error)
    return accepted


@transaction.atomic
def _keep_files(draft: Draft, form: StepForm, accepted: list[tuple[str, Safe]]) -> None:
    """Store what the draft doesn't hold yet: a page sent twice adds its files once."""
    locked = Draft.objects.select_for_update().get(pk=draft.pk)
    if locked.filed_at:
        return
    held = [file for file in locked.files.select_related("stored") if file.counts]
    known = {(file.field_key, file.stored.sha256) for file in held}
    room = settings.UPLOAD_MAX_TOTAL_BYTES - sum(file.stored.size for file in held)
    for key, safe in accepted:
        if (key, hashlib.sha256(safe.content).hexdigest()) in known:
            continue
        room -= len(safe.content)
        if room < 0:
            form.add_error(key, TOO_HEAVY)
            return
        try:
            stored = intake.keep(safe)
        except ValidationError as error:
            form.add_error(key, error)
            return
        DraftFile.objects.create(draft=draft, field_key=key, stored=stored)
