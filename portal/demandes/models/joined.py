"""Demandes of the same person, because an agent said so."""

from django.conf import settings
from django.db import models

from portal.demandes.models.demande import Demande
from portal.demandes.models.record import Record


class Joined(Record):
    """That a demande is of the same person as the others of its group: who said so, and why.

    Never by a shared e-mail or telephone (legal.md, line 16), never across sectors (line 14): a
    group says nothing of who the person is, and no number follows them from one sector to another.
    A citizen's account, when there are some, will be another way in, beside an agent's word.
    """

    demande = models.OneToOneField(Demande, models.CASCADE, related_name="joined")
    group = models.UUIDField(db_index=True, editable=False)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField("raison", max_length=300)
    joined_at = models.DateTimeField()

    class Meta:
        verbose_name = "demande rapprochée"
        verbose_name_plural = "demandes rapprochées"
        ordering = ["joined_at", "pk"]

    def __str__(self) -> str:
        return f"rapprochement {self.pk}"
