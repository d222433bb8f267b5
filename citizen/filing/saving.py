"""Keeping what a step was answered with: answers and files, all or nothing that is wrong."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.http import HttpRequest

from portal.demandes.models import Draft, DraftFile
from portal.media import intake
from portal.media.kinds import Safe
from portal.procedures.forms import StepForm, merge, step_form
from portal.procedures.schema import Step


def form_for(step: Step, draft: Draft, request: HttpRequest | None = None) -> StepForm:
    """The step's form: blank but for what the draft holds, or with what was just posted."""
    stored: dict[str, int] = {}
    for file in draft.files.all():
        stored[file.field_key] = stored.get(file.field_key, 0) + 1
    posted: Mapping[str, Any] = (
        {"data": request.POST, "files": request.FILES} if request is not None else {}
    )
    return step_form(step, answers=draft.answers, stored=stored, **posted)


def save(draft: Draft, step: Step, form: StepForm) -> bool:
    """Write the step's answers and files; False when the form has errors, files' ones added to it.

    The good files of a refused lot are kept, so that only the bad one is chosen again.
    """
    if not form.is_valid():
        return False
    accepted = _made_safe(draft, form)
    with transaction.atomic():
        locked = Draft.objects.select_for_update().get(pk=draft.pk)
        if locked.filed_at:
            return True
        for key, safe in accepted:
            DraftFile.objects.create(draft=locked, field_key=key, stored=intake.keep(safe))
        locked.answers = merge(step, locked.answers, form)
        locked.step_key = step.key
        locked.save()
    draft.answers = locked.answers
    return form.is_valid()


def _made_safe(draft: Draft, form: StepForm) -> list[tuple[str, Safe]]:
    accepted = []
    room = settings.UPLOAD_MAX_TOTAL_BYTES - _weight(draft)
    for key, uploads in form.uploads().items():
        for upload in uploads:
            try:
                safe = intake.make_safe(upload)
                room -= len(safe.content)
                if room < 0:
                    raise ValidationError("Vos fichiers sont trop lourds ensemble : retirez-en.")
            except ValidationError as error:
                form.add_error(key, error)
            else:
                accepted.append((key, safe))
    return accepted


def _weight(draft: Draft) -> int:
    return draft.files.aggregate(total=Sum("stored__size"))["total"] or 0
