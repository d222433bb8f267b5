"""The frozen versions of forms, and when each came into force."""

from django.db import models
from django.utils.functional import cached_property

from portal.procedures.querysets import FormVersionQuerySet, PublicationQuerySet
from portal.procedures.schema import FormSchema


class FormVersion(models.Model):
    """A procedure's form as it stood one day, frozen and known by its digest.

    Owes nothing to Wagtail's blocks: what was filed with it can be read for ever.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    schema = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects = FormVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "version du formulaire"
        verbose_name_plural = "versions des formulaires"

    def __str__(self) -> str:
        return self.sha256[:12]

    @cached_property
    def form(self) -> FormSchema:
        """The form itself, typed."""
        return FormSchema.read(self.schema)


class Publication(models.Model):
    """A procedure's form came into force: the last one is what is filed today.

    Kept for ever: a key that was once published can't be used again with another type.
    """

    procedure = models.ForeignKey(
        "procedures.Procedure", models.CASCADE, related_name="publications"
    )
    version = models.ForeignKey(FormVersion, models.PROTECT, related_name="publications")
    published_at = models.DateTimeField(auto_now_add=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = "publication"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.version}"
