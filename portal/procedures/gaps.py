"""What live procedures lack: some of it was refused at publishing, and came undone since."""

from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q, Subquery

from portal.directory.channels import HUMAN_CHANNELS, Terms
from portal.procedures.models import (
    Offer,
    Procedure,
    Publication,
    RequiredDocument,
    RoutingRule,
    Silence,
)
from portal.procedures.publishing import identifies
from portal.procedures.querysets import ProcedureQuerySet
from portal.procedures.usage import unused_since

YEAR = timedelta(days=365)


class Gap(models.TextChoices):
    """Something that a procedure lacks. In the order in which a report names them."""

    CLOSED_SERVICE = "closed_service", "Service responsable fermé"
    CLOSED_RULE = "closed_rule", "Aiguillage vers un service fermé"
    NO_IDENTITY = "no_identity", "Identité non demandée"
    NO_APPEAL = "no_appeal", "Voies de recours absentes"
    NO_DELAY = "no_delay", "Pas de délai de réponse"
    NO_REASON = "no_reason", "Document demandé sans dire pourquoi"
    NO_BACKUP = "no_backup", "Pas d’agent suppléant"
    NO_HUMAN = "no_human", "Aucun canal où parler à quelqu’un"
    STALE = "stale", "Pas revue depuis un an"
    UNUSED = "unused", "Aucune demande depuis un an"

    @property
    def column(self) -> str:
        """The name under which `examined` says whether a procedure has this gap."""
        return f"gap_{self.value}"


def conditions(at: datetime) -> dict[Gap, Q]:
    """What makes each gap, at that moment. Reads the forms in force."""
    of_it = {"procedure": OuterRef("pk")}
    human = Offer.objects.filter(channel__in=HUMAN_CHANNELS, **of_it).exclude(terms=Terms.REFUSED)
    unexplained = RequiredDocument.objects.filter(why="", **of_it)
    closed = RoutingRule.objects.filter(service__active=False, **of_it)
    last_year = at - YEAR
    return {
        Gap.CLOSED_SERVICE: Q(service__active=False),
        Gap.CLOSED_RULE: Q(Exists(closed)),
        Gap.NO_IDENTITY: Q(pk__in=_without_identity()),
        Gap.NO_APPEAL: ~Q(silence=Silence.NONE) & Q(appeal_route=""),
        Gap.NO_DELAY: Q(answer_delay=0),
        Gap.NO_REASON: Q(Exists(unexplained)),
        Gap.NO_BACKUP: Q(backup_officer=None) | Q(backup_officer__is_active=False),
        Gap.NO_HUMAN: ~Q(Exists(human)),
        Gap.STALE: Q(latest_revision=None) | Q(latest_revision__created_at__lt=last_year),
        # One that has just come out has had no time to be asked for.
        Gap.UNUSED: Q(first_published_at__lt=last_year) & unused_since(last_year),
    }


def examined(procedures: ProcedureQuerySet, at: datetime) -> ProcedureQuerySet:
    """The live ones among these that lack something, each knowing what (`gaps_of`)."""
    found = conditions(at)
    columns = {
        gap.column: ExpressionWrapper(condition, models.BooleanField())
        for gap, condition in found.items()
    }
    return procedures.live().filter(reduce(or_, found.values())).annotate(**columns)


def lacking(procedures: ProcedureQuerySet, gap: Gap) -> ProcedureQuerySet:
    """Those among the examined that have this gap."""
    return procedures.filter(**{gap.column: True})


def gaps_of(procedure: Procedure) -> list[Gap]:
    """What an examined procedure lacks."""
    return [gap for gap in Gap if getattr(procedure, gap.column)]


def _without_identity() -> list[int]:
    """The procedures whose form in force doesn't ask who files, though a demande must say it."""
    last = Publication.objects.filter(procedure=OuterRef("procedure")).order_by("-pk")
    in_force = Publication.objects.filter(
        pk=Subquery(last.values("pk")[:1]), procedure__live=True
    ).exclude(procedure__silence=Silence.NONE)
    return [
        publication.procedure_id
        for publication in in_force.select_related("version")
        if not identifies(publication.version.form)
    ]
