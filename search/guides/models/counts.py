"""How often each step of a guide was seen, and letters that weren't understood: no person."""

from django.db import models

from search.guides.models.guides import GuideVersion


class Tally(models.Model):
    """How often, one day, a node was shown (`answer` blank) or left by one of its answers.

    Invariant: nothing here tells who it was, nor in what order.
    """

    version = models.ForeignKey(GuideVersion, models.CASCADE, related_name="tallies")
    day = models.DateField("jour")
    node = models.CharField("étape", max_length=60)
    answer = models.CharField("réponse", max_length=60, blank=True)
    staff = models.BooleanField("par un agent", default=False)
    times = models.PositiveIntegerField("fois", default=0)

    class Meta:
        verbose_name = "comptage d’un guide"
        verbose_name_plural = "comptages des guides"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "day", "node", "answer", "staff"], name="one_tally_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.node} {self.answer} {self.day} {self.times}"


class Unread(models.Model):
    """How many letters of one sender, one day, were typed and not understood; never their words."""

    day = models.DateField("jour")
    sender = models.CharField("expéditeur", max_length=80, blank=True)
    times = models.PositiveIntegerField("fois", default=0)

    class Meta:
        verbose_name = "courrier non compris"
        verbose_name_plural = "courriers non compris"
        ordering = ["-day", "sender"]
        constraints = [
            models.UniqueConstraint(fields=["day", "sender"], name="one_unread_a_day_and_sender")
        ]

    def __str__(self) -> str:
        return f"{self.sender} {self.day} {self.times}"
