"""What agents keep of their queues."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.accounts.models import User
from portal.directory.coverage import coverage_of
from portal.directory.roles import Role

LONGEST_QUERY = 500


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def seen_by(self, agent: User) -> "SavedFilterQuerySet":
        """The agent's own, and those shared with a service where they have a role."""
        services = {service for service, _role in agent.roles_held}
        return self.filter(Q(agent=agent) | Q(service__in=services))

    def managed_by(self, agent: User) -> "SavedFilterQuerySet":
        """The agent's own, and those shared with a service that they head."""
        return self.filter(Q(agent=agent) | Q(service__in=headed_by(agent)))


class SavedFilter(models.Model):
    """A queue and filters in force there, by a name; with a `service`, its members see it too.

    It holds no rows and gives no right: each reader opens it on what they may see.
    """

    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters", verbose_name="agent"
    )
    name = models.CharField("nom", max_length=60)
    queue = models.SlugField("file", max_length=40)
    query = models.CharField("filtres", max_length=LONGEST_QUERY)
    service = models.ForeignKey(
        "directory.Service",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="partagé avec",
    )

    objects = SavedFilterQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "filtre enregistré"
        verbose_name_plural = "filtres enregistrés"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agent", "name"], name="one_filter_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name


def headed_by(agent: User) -> frozenset[int]:
    """The services of which the agent is the head, those below included."""
    return coverage_of(agent).services(Role.HEAD)
