"""What waits for a decision, when pages are to be read again, and what their links are worth."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from wagtail.models import Page, Task, TaskState

from home.editorial.policies import may_publish


class PageProposal(TaskState):
    """A page's draft sent to those who publish it, and by whom.

    One that was sent back and is proposed again is another proposal of the same workflow.
    """

    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="proposée par",
    )

    class Meta:
        verbose_name = "page proposée"
        verbose_name_plural = "pages proposées"


class PageCoverageTask(Task):
    """The one step of pages' moderation: whoever publishes the page decides.

    Wagtail is offered no action: its own would decide on whatever is latest. The verbs of
    `moderation` decide, on the revision that was read.
    """

    task_state_class = PageProposal

    class Meta:
        verbose_name = "validation d’une page par l’encadrement du service"

    def start(self, workflow_state: Any, user: Any = None) -> TaskState:
        """Notes who proposes, and writes to those who may decide."""
        from home.editorial import notices  # noqa: PLC0415 (it reads these models)

        proposal = super().start(workflow_state, user=user)
        proposal.proposed_by = user
        proposal.save(update_fields=["proposed_by"])
        notices.proposed(proposal)
        return proposal

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return not may_publish(user, obj)

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        return may_publish(user, obj)

    def user_can_unlock(self, obj: Any, user: Any) -> bool:
        return may_publish(user, obj)

    @classmethod
    def get_description(cls) -> str:
        return "Les responsables et l’administration du service décident."


class Upkeep(models.Model):
    """When a live page is to be read again by those who keep it, and what was done of it.

    Beside the page, not in it: saying that it is still true makes no revision. The tick writes one
    for each page that is published, and begins again at each publication.
    """

    page = models.OneToOneField(Page, models.CASCADE, related_name="upkeep")
    publication = models.DateTimeField("publication prise en compte", null=True)
    months = models.PositiveSmallIntegerField(
        "à relire tous les… mois",
        default=12,
        validators=[MaxValueValidator(60)],
        help_text="0 : jamais.",
    )
    review_by = models.DateField("à relire avant le", null=True, blank=True, db_index=True)
    warned_for = models.DateField("annoncée pour le", null=True)
    told_for = models.DateField("rappelée pour le", null=True)

    wagtail_reference_index_ignore = True  # it leads nobody to the page

    class Meta:
        verbose_name = "suivi d’une page"
        verbose_name_plural = "suivi des pages"

    def __str__(self) -> str:
        return f"{self.page_id} {self.review_by}"


class Link(models.Model):
    """An address to which live pages lead, and what became of it when it was last tried."""

    url = models.CharField("adresse", max_length=1000, unique=True)
    internal = models.BooleanField("chez nous")
    error = models.CharField("ce qui ne va pas", max_length=60, blank=True)
    failures = models.PositiveSmallIntegerField("échecs de suite", default=0)
    failing_since = models.DateTimeField("ne répond plus depuis", null=True)
    checked_at = models.DateTimeField("essayée le", null=True)
    next_check = models.DateTimeField("à essayer le", db_index=True)

    class Meta:
        verbose_name = "lien"

    def __str__(self) -> str:
        return self.url

    @property
    def shown(self) -> str:
        """The address, or what it is when it is that of a page or a file of the site."""
        kind, _, number = self.url.removeprefix("/").partition(":")
        names = {"page": "Page", "document": "Document"}
        return f"{names[kind]} n°\u00a0{number}" if kind in names else self.url


class PageLink(models.Model):
    """A live page that leads to an address."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="+")
    link = models.ForeignKey(Link, models.CASCADE, related_name="pages")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "lien d’une page"
        constraints = [models.UniqueConstraint(fields=["page", "link"], name="page_leads_once")]

    def __str__(self) -> str:
        return f"{self.page_id} → {self.link_id}"
