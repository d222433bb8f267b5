"""What has been typed and not yet filed."""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.demandes.models.person import Beneficiary, SafeContact
from portal.demandes.models.record import Record
from portal.demandes.querysets import DraftQuerySet
from portal.directory.channels import Channel


def new_token() -> str:
    return secrets.token_urlsafe(24)


class Draft(Beneficiary, SafeContact):
    """A form being filled in: pinned to one version, saved step by step, gone after 30 days.

    With an `agent` it is theirs alone, for a person who calls, visits or writes: no link nor
    session opens it. `arrived_on` is the day on which a letter or an e-mail came. `shared`: a code
    to fill it in together was given once (`SharedFilling`), so that the others ask nothing of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    procedure = models.ForeignKey("procedures.Procedure", models.CASCADE, related_name="drafts")
    form_version = models.ForeignKey("procedures.FormVersion", models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    step_key = models.CharField("dernière étape", max_length=60, blank=True)
    email = models.EmailField("e-mail pour reprendre", blank=True)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="drafts"
    )
    channel = models.CharField("canal", max_length=12, choices=Channel, default=Channel.ONLINE)
    arrived_on = models.DateField("arrivée le", null=True, blank=True)
    shared = models.BooleanField("remplie à deux", default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    filed_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = "brouillon"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agent__isnull=False) | Q(channel=Channel.ONLINE, arrived_on=None),
                name="only_agents_drafts_come_another_way",
            )
        ]

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
