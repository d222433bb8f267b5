"""The demande: what a person asks of a service and gets tracked."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from portal.demandes.models.person import Beneficiary, SafeContact
from portal.demandes.models.record import Record
from portal.demandes.querysets import DemandeQuerySet
from portal.demandes.states import KEPT, OPEN, OVER, RARE, State
from portal.directory.channels import Channel
from portal.procedures.models import Sector, Silence

FILTERED = ("service", "procedure", "state", "channel", "commune", "assignee")


def besides(first: str) -> list[str]:
    """What else may be filtered on, in an index that begins with this."""
    return [name for name in FILTERED if name != first]


class Filer(Record):
    """Who files, copied on each demande: there is no table of persons (design, decision 5)."""

    class Kind(models.TextChoices):
        PERSON = "person", "Particulier"
        COMPANY = "company", "Entreprise"
        ASSOCIATION = "association", "Association"

    filer_kind = models.CharField("type", max_length=11, choices=Kind, default=Kind.PERSON)
    filer_first_name = models.CharField("prénom", max_length=80, blank=True)
    filer_last_name = models.CharField("nom", max_length=80, blank=True)
    filer_body = models.CharField("entreprise ou association", max_length=160, blank=True)
    filer_registration = models.CharField("SIRET ou RNA", max_length=14, blank=True)
    filer_email = models.EmailField("e-mail", blank=True)
    filer_phone = models.CharField("téléphone", max_length=20, blank=True)
    filer_address = models.CharField("adresse", max_length=300, blank=True)

    class Meta:
        abstract = True

    @property
    def filer_name(self) -> str:
        """The body's name, or the person's, or that none was given."""
        person = f"{self.filer_first_name} {self.filer_last_name}".strip()
        return self.filer_body or person or "Anonyme"


class Demande(Filer, Beneficiary, SafeContact):
    """What was asked, by whom, where it stands, who has it and by when it is owed an answer.

    Confidentiality, sector and legal regime are copied at filing: a later change of the procedure
    changes nothing for what was filed; requalifying copies them anew. `received_on` is the day of
    filing on the calendar of the organisation that received it, or that of an earlier letter's
    arrival; `filed_by` the agent who filed for the person. `version` grows with each verb, so
    that nobody acts on a page that is out of date; it is the number of the last entry of the
    journal. `proposed` is the procedure that was begun from its words. `keeper` is the adviser who
    keeps it from receipt to answer, whoever works on it; `handoffs` how many times it went from
    desk to desk.
    """

    reference = models.CharField("référence", max_length=14, unique=True)
    tracking_code = models.CharField(max_length=8, editable=False)
    draft_key = models.UUIDField(unique=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    procedure = models.ForeignKey(
        "procedures.Procedure",
        models.PROTECT,
        related_name="demandes",
        verbose_name="démarche",
        db_index=False,  # the first column of an index below, as of the three others
    )
    proposed = models.ForeignKey(
        "procedures.Procedure",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="proposed_by",
        verbose_name="démarche proposée à partir d’elle",
    )
    form_version = models.ForeignKey("procedures.FormVersion", models.PROTECT, related_name="+")
    answers = models.JSONField("réponses", default=dict)
    subject = models.CharField("objet", max_length=160)
    channel = models.CharField("canal", max_length=12, choices=Channel, default=Channel.ONLINE)
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="enregistrée par",
    )
    commune = models.ForeignKey(
        "directory.Commune",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    sector = models.CharField("secteur", max_length=12, choices=Sector)
    confidential = models.BooleanField("confidentielle", default=False)

    state = models.CharField("état", max_length=16, choices=State, default=State.FILED)
    service = models.ForeignKey(
        "directory.Service",
        models.PROTECT,
        related_name="demandes",
        verbose_name="service",
        db_index=False,
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="demandes",
        verbose_name="traitée par",
        db_index=False,
    )
    # No index of its own: demande_keeper_due serves what is asked of it.
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name="suivi par",
    )
    handoffs = models.PositiveSmallIntegerField("changements de mains", default=0)
    duplicate_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="duplicates"
    )

    filed_at = models.DateTimeField("déposée le")
    received_on = models.DateField("reçue le")
    due_on = models.DateField("réponse promise le")
    answered_at = models.DateTimeField("répondue le", null=True, blank=True)
    closed_at = models.DateTimeField("close le", null=True, blank=True)

    silence = models.CharField("régime légal", max_length=6, choices=Silence)
    silence_months = models.PositiveSmallIntegerField("délai en mois")
    silence_on = models.DateField("date du silence", null=True, blank=True)
    legal_basis = models.CharField("fondement légal", max_length=300, blank=True)
    appeal_route = models.TextField("voies de recours", max_length=2000, blank=True)
    competent_since = models.DateField("reçue par le service compétent le")
    receipt = models.OneToOneField(
        "media.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )

    search_text = models.TextField(editable=False, blank=True)

    objects = DemandeQuerySet.as_manager()

    class Meta:
        verbose_name = "demande"
        ordering = ["-filed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=State.ASSIGNED) | Q(assignee__isnull=False),
                name="assigned_demande_has_an_assignee",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.ANSWERED) | Q(answered_at__isnull=False),
                name="answered_demande_has_a_date",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.FILED) | Q(assignee__isnull=True),
                name="filed_demande_is_in_nobodys_hands",
            ),
            models.CheckConstraint(
                condition=Q(state=State.DUPLICATE, duplicate_of__isnull=False)
                | (~Q(state=State.DUPLICATE) & Q(duplicate_of__isnull=True)),
                name="a_duplicate_and_only_it_points_to_another",
            ),
            models.CheckConstraint(
                condition=~Q(duplicate_of=models.F("pk")), name="demande_not_its_own_duplicate"
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(OVER), closed_at__isnull=False)
                | (~Q(state__in=sorted(OVER)) & Q(closed_at__isnull=True)),
                name="a_demande_that_is_over_and_only_it_has_an_end",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="demande_state_known"),
            models.CheckConstraint(
                condition=Q(confidential=False) | Q(keeper__isnull=True),
                name="a_confidential_demande_has_no_keeper",
            ),
        ]
        indexes = [
            # Orders carry what filters ask, so that a row is read only where all keep it.
            models.Index(
                fields=["due_on", "id", "filed_at", *FILTERED, "keeper", "confidential"],
                condition=Q(state__in=sorted(OPEN)),
                name="demande_open_by_due",
            ),
            models.Index(
                fields=["service", "due_on", "id"],
                condition=Q(state__in=sorted(OPEN)),
                name="demande_service_due",
            ),
            models.Index(
                fields=["assignee", "due_on", "id"],
                condition=Q(state__in=sorted(OPEN)),
                name="demande_assignee_due",
            ),
            models.Index(
                fields=["keeper", "due_on", "id"],
                condition=Q(keeper__isnull=False, state__in=sorted(KEPT)),
                name="demande_keeper_due",
            ),
            models.Index(
                fields=["due_on", "id"],
                condition=Q(keeper=None, confidential=False, state__in=sorted(OPEN)),
                name="demande_to_keep",
            ),
            models.Index(
                fields=["service", "answered_at", "id"],
                condition=Q(state=State.ANSWERED),
                name="demande_service_answered",
            ),
            models.Index(
                fields=["-closed_at", "-id", "filed_at", *FILTERED],
                condition=Q(state__in=sorted(OVER)),
                name="demande_over_by_end",
            ),
            models.Index(
                fields=["service", "-closed_at", "-id"],
                condition=Q(state__in=sorted(OVER)),
                name="demande_service_closed",
            ),
            models.Index(fields=["-filed_at", "-id", *FILTERED], name="demande_by_filing"),
            models.Index(fields=["service", "-filed_at", "-id"], name="demande_service_filed"),
            models.Index(
                fields=["procedure", "-filed_at", "-id", *besides("procedure")],
                name="demande_procedure_by_filing",
            ),
            models.Index(
                fields=["assignee", "-filed_at", "-id", *besides("assignee")],
                name="demande_assignee_by_filing",
            ),
            models.Index(
                fields=["commune", "-filed_at", "-id", *besides("commune")],
                name="demande_commune_by_filing",
            ),
            models.Index(
                fields=["state", "-filed_at", "-id", *besides("state")],
                condition=Q(state__in=sorted(RARE)),
                name="demande_rare_state_by_filing",
            ),
            models.Index(
                fields=["-closed_at", "-id", "filed_at", *besides("assignee")],
                condition=Q(assignee=None, state__in=sorted(OVER)),
                name="demande_over_by_nobody",
            ),
            models.Index(
                fields=["-closed_at", "-id", "filed_at", *FILTERED],
                condition=Q(state__in=sorted(OVER & RARE)),
                name="demande_over_by_rare_state",
            ),
            models.Index(
                fields=["channel", "-filed_at", "-id"],
                condition=~Q(channel=Channel.ONLINE),
                name="demande_channel_filed",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """The page of agents."""
        return reverse("demande", args=[self.reference])

    @property
    def topic(self) -> str:
        """How outbound messages name this demande."""
        return f"demande:{self.pk}"

    @property
    def status(self) -> State:
        return State(self.state)

    @property
    def is_open(self) -> bool:
        return self.status.is_open

    @property
    def form(self) -> dict[str, Any]:
        """The frozen schema that the answers belong to."""
        return self.form_version.schema

    def holds_receipt(self, key: UUID) -> bool:
        """Whether that stored file is its receipt, or one that it had before it was requalified."""
        return self.receipt_id == key or self.former_filings.filter(receipt=key).exists()
