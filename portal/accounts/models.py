"""The one user model, for agents and citizens alike."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import get_random_string
from django.utils.functional import cached_property


class Kind(models.TextChoices):
    AGENT = "agent", "Agent"
    CITIZEN = "citizen", "Usager"


class UserManager(DjangoUserManager["User"]):
    def working_agents(self) -> "models.QuerySet[User]":
        """The members of staff whose account is open."""
        return self.filter(kind=Kind.AGENT, is_active=True)

    def create_agent(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new agent, whose user name is the e-mail address in lower case."""
        return self.create_user(email.lower(), email.lower(), password, kind=Kind.AGENT, **fields)

    def create_citizen(self, email: str, **fields: Any) -> "User":
        """A new citizen without a password; several may share one e-mail address."""
        return self.create_user(f"c-{get_random_string(20)}", email, kind=Kind.CITIZEN, **fields)


class User(AbstractUser):
    """A person who signs in. Agents have an e-mail of their own; citizens may share one."""

    kind = models.CharField("type", max_length=8, choices=Kind, default=Kind.AGENT)
    job_title = models.CharField("fonction", max_length=120, blank=True)
    hide_name = models.BooleanField(
        "masquer le nom au public",
        default=False,
        help_text="Seulement si la sécurité de la personne le justifie (CRPA, art. L111-2).",
    )

    objects = UserManager()  # type: ignore[misc]  # AbstractUser declares its own for the class

    class Meta:
        verbose_name = "compte"
        verbose_name_plural = "comptes"
        constraints = [
            models.UniqueConstraint(
                Lower("email"), condition=Q(kind=Kind.AGENT), name="agent_email_unique"
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write; an agent's address, in lower case, is the user name too."""
        if self.is_agent and self.email:
            self.username = self.email = self.email.lower()
        super().save(*args, **kwargs)

    @property
    def is_agent(self) -> bool:
        return self.kind == Kind.AGENT

    @property
    def is_administrator(self) -> bool:
        """Administrator of some service, or superuser: a second factor is compulsory."""
        return self.is_superuser or any(
            role == "administrator" for _service, role in self.roles_held
        )

    @cached_property
    def roles_held(self) -> frozenset[tuple[int, str]]:
        """(service id, role) of each membership, in one query, then kept with this object.

        Roles live above, in portal.directory; their codes are all that is needed here.
        """
        if not self.is_agent:
            return frozenset()
        if "memberships" in self.__dict__.get("_prefetched_objects_cache", ()):  # of a list
            return frozenset((held.service_id, held.role) for held in self.memberships.all())
        return frozenset(self.memberships.values_list("service_id", "role"))


class Identity(models.Model):
    """Who an agent is for the authority's OpenID Connect provider; an e-mail changes, this doesn't.

    Written at the first single sign-on. One agent has one identity at a provider.
    """

    agent = models.ForeignKey(User, models.CASCADE, related_name="identities", verbose_name="agent")
    issuer = models.CharField("fournisseur", max_length=255)
    sub = models.CharField("identifiant chez le fournisseur", max_length=255)
    since = models.DateTimeField("depuis le")

    class Meta:
        verbose_name = "compte professionnel"
        verbose_name_plural = "comptes professionnels"
        constraints = [
            models.UniqueConstraint(fields=["issuer", "sub"], name="one_agent_per_identity"),
            models.UniqueConstraint(fields=["agent", "issuer"], name="one_identity_per_issuer"),
        ]

    def __str__(self) -> str:
        return f"{self.agent}"


class Throttle(models.Model):
    """How many times one thing was tried in the present period; see `throttle.hit`."""

    digest = models.CharField("empreinte", max_length=64, primary_key=True)
    hits = models.PositiveIntegerField("essais")
    ends_at = models.BigIntegerField("fin de la période, en secondes depuis 1970", db_index=True)

    class Meta:
        verbose_name = "compteur d’essais"
        verbose_name_plural = "compteurs d’essais"

    def __str__(self) -> str:
        return f"{self.hits}"
