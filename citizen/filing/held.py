"""The files that a draft holds already."""

from collections import Counter

from django.db.models import prefetch_related_objects

from portal.demandes.models import Draft, DraftFile


def held_files(draft: Draft) -> list[DraftFile]:
    """In the order of their arrival; read once, and only when the form takes files."""
    if not any(field.type == "files" for field in draft.form_version.form.fields()):
        return []
    prefetch_related_objects([draft], "files__stored")
    return list(draft.files.all())


def counts(draft: Draft) -> dict[str, int]:
    """How many files each question has; those that the antivirus refused aren't counted."""
    return dict(Counter(file.field_key for file in held_files(draft) if file.counts))
