"""The blank form of a procedure as a file."""

from django.db import models


class PaperForm(models.Model):
    """The PDF last drawn for a procedure, and the digest of what it was drawn from."""

    procedure = models.OneToOneField(
        "procedures.Procedure", models.CASCADE, related_name="paper", verbose_name="démarche"
    )
    digest = models.CharField(max_length=64)
    stored = models.ForeignKey("media.StoredFile", models.CASCADE, related_name="+")
    drawn_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "formulaire à imprimer"
        verbose_name_plural = "formulaires à imprimer"

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.digest[:12]}"
