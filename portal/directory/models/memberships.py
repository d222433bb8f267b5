"""Where every right comes from."""

from django.conf import settings
from django.db import models

from portal.directory.models.services import Service
from portal.directory.querysets import MembershipQuerySet
from portal.directory.roles import Role


class Membership(models.Model):
    """An agent's role in a service and in all services below it: where every right comes from.

    Written by `membership.grant` and `membership.revoke`, which keep Wagtail's groups in step.
    """

    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name="agent"
    )
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="memberships", verbose_name="service"
    )
    role = models.CharField("rôle", max_length=13, choices=Role)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "habilitation"
        ordering = ["agent", "service", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "service", "role"], name="one_membership_per_role"
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.agent} : {self.get_role_display()}, {self.service}"
