"""A sheet: what an adviser says, asks for and warns of, on one subject."""

from datetime import date, timedelta
from typing import Any, NoReturn
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageManager

from home.knowledge.editor_form import SheetEditorForm
from home.knowledge.querysets import KnowledgeQuerySet
from home.knowledge.rights import SheetPermissions, may_write, writes_somewhere
from portal.accounts.models import User
from portal.directory.models import Service
from portal.procedures.models import Procedure
from portal.text.french import analyse

CODES = RegexValidator(r"\A[A-Z][0-9]{1,6}( [A-Z][0-9]{1,6})*\Z", "Écrivez des codes comme F1234.")
# Addresses below /gestion/fiches/ that are no sheet's.
RESERVED = {
    "bonnes-reponses", "mes-propositions", "nouvelle", "proposer", "propositions", "recherches",
}  # fmt: skip
REVIEWED = ("review_by", "reviewed_on", "reviewed_by_id")  # of the sheet, not of one version


class Unserved(Page):
    """A page that no site shows: it has no address of Wagtail's, no preview, no place in a map."""

    preview_modes: list[Any] = []
    promote_panels: list[Any] = []
    settings_panels: list[Any] = []

    class Meta:
        abstract = True

    def get_url_parts(self, request: HttpRequest | None = None) -> None:
        return None

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[Any]:
        return []

    def route(self, request: HttpRequest, path_components: list[str]) -> NoReturn:
        raise Http404

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> NoReturn:
        raise Http404

    def serve_preview(self, request: HttpRequest, mode_name: str) -> NoReturn:
        raise Http404


class KnowledgeRoot(Unserved):
    """The top of the tree of sheets, beside the sites' home pages and part of none."""

    parent_page_types: list[str] = []
    subpage_types = ["knowledge.KnowledgePage"]

    class Meta:
        verbose_name = "racine des fiches internes"

    def permissions_for_user(self, user: User) -> SheetPermissions:
        found = SheetPermissions(user, self, writes=False)
        if not user.is_superuser and user.is_active and writes_somewhere(user):
            found.permissions = {"add", "publish"}
        return found


class KnowledgePage(Unserved):
    """What agents know on one subject, kept true by one service; read at /gestion/fiches/.

    Invariant: no site serves it, and it says nothing of a person. `act` names the form that it
    was made with: a double click makes one sheet.
    """

    act = models.UUIDField(default=uuid4, unique=True, editable=False)
    in_short = models.TextField("en bref", max_length=600)
    say = models.TextField("ce qu’on dit", max_length=2000, blank=True)
    who = models.TextField("qui peut en bénéficier", max_length=2000, blank=True)
    steps = models.TextField("étapes", max_length=3000, blank=True, help_text="Une par ligne.")
    pieces = models.TextField("pièces", max_length=2000, blank=True, help_text="Une par ligne.")
    delays = models.TextField("délais", max_length=1000, blank=True)
    traps = models.TextField("pièges", max_length=2000, blank=True, help_text="Un par ligne.")
    contacts = models.TextField(
        "à qui s’adresser",
        max_length=1000,
        blank=True,
        help_text="Une ligne par contact. Services et partenaires liés s’affichent seuls.",
    )
    sources = models.TextField(
        "sources", max_length=1000, blank=True, help_text="Une par ligne, avec son adresse web."
    )
    words = models.TextField(
        "autres mots",
        max_length=400,
        blank=True,
        help_text="Ce que disent les usagers, sigles, anciens noms\u00a0: pour la recherche.",
    )
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="knowledge", verbose_name="service qui la tient"
    )
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="sheets_kept",
        verbose_name="agent qui la tient",
    )
    shared = models.BooleanField("lue par toutes les collectivités", default=True)
    review_months = models.PositiveSmallIntegerField(
        "à relire tous les",
        default=6,
        choices=[(3, "3 mois"), (6, "6 mois"), (12, "12 mois")],
    )
    review_by = models.DateField("à relire avant le", null=True, editable=False)
    reviewed_on = models.DateField("relue le", null=True, editable=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    procedures = ParentalManyToManyField(
        Procedure, blank=True, related_name="sheets", verbose_name="démarches"
    )
    services = ParentalManyToManyField(
        Service, blank=True, related_name="sheets", verbose_name="services"
    )
    partners = ParentalManyToManyField(
        "knowledge.Partner", blank=True, related_name="sheets", verbose_name="partenaires"
    )
    pages = ParentalManyToManyField(
        "wagtailcore.Page",
        blank=True,
        related_name="knowledge_sheets",
        verbose_name="pages publiques",
    )
    see_also = ParentalManyToManyField(
        "self", blank=True, symmetrical=False, related_name="seen_from", verbose_name="voir aussi"
    )
    state_codes = models.CharField(
        "fiches de l’État",
        max_length=160,
        blank=True,
        validators=[CODES],
        help_text="Leurs codes, séparés par une espace\u00a0: F1234 F567.",
    )
    search_text = models.TextField(editable=False, blank=True)

    objects = PageManager.from_queryset(KnowledgeQuerySet)()

    base_form_class = SheetEditorForm
    exclude_fields_in_copy = ["act"]
    parent_page_types = ["knowledge.KnowledgeRoot"]
    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        *(
            FieldPanel(name)
            for name in (
                "in_short", "say", "who", "steps", "pieces", "delays", "traps", "contacts",
                "sources", "words",
            )
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("service", "kept_by", "shared", "review_months")],
            heading="Qui la tient",
        ),
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in (
                    "procedures", "services", "partners", "pages", "see_also", "state_codes",
                )
            ],
            heading="Liens",
        ),
    ]  # fmt: skip

    class Meta:
        verbose_name = "fiche interne"
        verbose_name_plural = "fiches internes"

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """What is online is to be read again one day, wherever it was published.

        And what waits follows the sheet to the service that now keeps it, however it is given.
        """
        if self.live and self.review_by is None:
            self.review_by = self.due_after(timezone.localdate())
        self.search_text = f" {analyse(f'{self.title} {self.words} {self.in_short} {self.who}')} "
        saved = super().save(*args, **kwargs)
        if self.live and not kwargs.get("update_fields"):  # written whole: what is online
            waiting = self.suggestions.waiting().exclude(service=self.service_id)
            waiting.update(service=self.service_id)
        return saved

    def get_absolute_url(self) -> str:
        return reverse("knowledge_sheet", args=[self.slug])

    def clean(self) -> None:
        super().clean()
        if self.slug in RESERVED:
            raise ValidationError({"title": "Ce titre est pris par le site\u00a0: changez un mot."})

    def permissions_for_user(self, user: User) -> SheetPermissions:
        return SheetPermissions(user, self, writes=may_write(user, self.service_id))

    def with_content_json(self, content: dict[str, Any]) -> "KnowledgePage":
        """Wagtail's; an older version doesn't bring back its date of review."""
        version: KnowledgePage = super().with_content_json(content)
        for name in REVIEWED:
            setattr(version, name, getattr(self, name))
        return version

    def due_after(self, day: date) -> date:
        """When what was read that day is to be read again."""
        return day + timedelta(days=self.review_months * 365 // 12)

    @property
    def is_overdue(self) -> bool:
        return self.review_by is not None and self.review_by < timezone.localdate()

    @property
    def since(self) -> date | None:
        """The day of its last version, or of its last review, whichever is later."""
        days = [self.reviewed_on]
        if self.last_published_at:
            days.append(timezone.localdate(self.last_published_at))
        return max((day for day in days if day), default=None)

    @property
    def codes(self) -> list[str]:
        return self.state_codes.split()
