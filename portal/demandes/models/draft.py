"""What has been typed and not yet filed."""

import secrets
import uuid

from django.db import models

from portal.demandes.models.record import Record


def new_token() -> str:
    return secrets.token_urlsafe(24)


class Draft(Record):
    """A form being filled in: pinned to one version, saved step by step, gone after 30 days."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    procedure = models.ForeignKey("procedures.Procedure", models.CASCADE, related_name="drafts")
    form_version = models.ForeignKey("procedures.FormVersion", models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    step_key = models.CharField("dernière étape", max_length=60, blank=True)
    email = models.EmailField("e-mail pour reprendre", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    filed_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        verbose_name = "brouillon"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"brouillon {self.pk}"


class DraftFile(Record):
    """A file already received for a draft, so that it survives every step."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="files")
    field_key = models.SlugField(max_length=60)
    stored = models.OneToOneField("media.StoredFile", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.field_key} {self.stored_id}"

    @property
    def counts(self) -> bool:
        """Whether it answers the question: one that the antivirus has refused doesn't."""
        return not self.stored.is_refused
