"""Keeping what a step was answered with: answers and files, whatever else happens to the draft."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.utils import timezone

from portal.demandes.models import Draft, DraftFile
from portal.media import intake
from portal.media.kinds import Safe
from portal.procedures.forms import StepForm, merge, step_form
from portal.procedures.schema import Step


def held_files(draft: Draft) -> list[DraftFile]:
    """The files that the draft holds, read once."""
    prefetch_related_objects([draft], "files__stored")
    return list(draft.files.all())


def form_for(step: Step, draft: Draft, request: HttpRequest | None = None) -> StepForm:
    """The step's form: with what the draft holds, or with what was just posted."""
    stored: dict[str, int] = {}
    for file in held_files(draft):
        stored[file.field_key] = stored.get(file.field_key, 0) + 1
    posted: dict[str, Any] = {"data": request.POST, "files": request.FILES} if request else {}
    return step_form(step, answers=draft.answers, stored=stored, **posted)


def save(draft: Draft, step: Step, form: StepForm) -> bool:
    """Write the step's answers and files; False when the form has errors, files' ones added to it.

    The good files of a refused lot are kept, so that only the bad one is chosen again. The draft
    is brought up to date.
    """
    if not form.is_valid():
        return False
    accepted = _made_safe(draft, form)
    _write_answers(draft, step, form)
    for key, safe in accepted:
        DraftFile.objects.create(draft=draft, field_key=key, stored=intake.keep(safe))
    if accepted:
        draft._prefetched_objects_cache.clear()  # type: ignore[attr-defined]  # held_files fills it
    return form.is_valid()


def _write_answers(draft: Draft, step: Step, form: StepForm) -> None:
    """Merge the step's answers into the draft as it stands now: another tab may have written."""
    while not draft.filed_at:
        answers, now = merge(step, draft.answers, form), timezone.now()
        unchanged = Draft.objects.filter(pk=draft.pk, filed_at=None, updated_at=draft.updated_at)
        if unchanged.update(answers=answers, step_key=step.key, updated_at=now):
            draft.answers, draft.step_key, draft.updated_at = answers, step.key, now
            return
        draft.refresh_from_db(fields=["answers", "updated_at", "filed_at"])


def _made_safe(draft: Draft, form: StepForm) -> list[tuple[str, Safe]]:
    accepted = []
    room = settings.UPLOAD_MAX_TOTAL_BYTES - sum(file.stored.size for file in held_files(draft))
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
