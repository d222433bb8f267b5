"""Which agent the provider speaks of: one already known, or nobody."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.accounts.invitations import may_drop_second_factor
from portal.accounts.models import Identity, Kind, User
from portal.accounts.oidc.refusals import SignOnRefused, Why

Claims = dict[str, Any]


def agent_of(claims: Claims) -> User:
    """The agent with this identity (issuer and sub), or, the first time, with this e-mail.

    The first time writes the identity down: from then on the e-mail no longer counts. Raises
    SignOnRefused; nobody is ever created, and a citizen's account never found.
    """
    of_it = {"issuer": claims["iss"], "sub": claims["sub"]}
    if identity := Identity.objects.select_related("agent").filter(**of_it).first():
        return _open(identity.agent)
    agent = _open(_by_email(claims))
    try:
        with transaction.atomic():
            Identity.objects.create(agent=agent, since=timezone.now(), **of_it)
    except IntegrityError as error:  # the agent has another identity, or two tabs came at once
        if Identity.objects.filter(agent=agent, **of_it).exists():
            return agent
        raise SignOnRefused(Why.TAKEN) from error
    return agent


def forget_identities(*, agent: User, by: User) -> None:
    """Let the agent be matched by e-mail again, at the next sign-on.

    Who may take a second factor off the account (PermissionDenied).
    """
    if not may_drop_second_factor(by, agent):
        raise PermissionDenied("Not this account's identity.")
    agent.identities.all().delete()


def asserts_second_factor(claims: Claims) -> bool:
    """Whether the provider says that it asked for a second factor, in the words configured."""
    said = [claims.get("acr"), *_listed(claims.get("amr"))]
    return any(value in said for value in settings.AGENT_OIDC_SECOND_FACTOR)


def _by_email(claims: Claims) -> User:
    email = str(claims.get("email") or "").strip().lower()
    if not email or not email.isprintable() or not _is_verified(claims):
        raise SignOnRefused(Why.UNVERIFIED)
    domains = settings.AGENT_OIDC_DOMAINS
    if domains and email.rpartition("@")[2] not in domains:
        raise SignOnRefused(Why.UNKNOWN, "domain")
    agent = User.objects.filter(kind=Kind.AGENT, email=email).first()
    if agent is None:
        raise SignOnRefused(Why.UNKNOWN)
    return agent


def _is_verified(claims: Claims) -> bool:
    """As the provider says; some say nothing, and an operator who trusts theirs may say so."""
    if "email_verified" not in claims:
        return bool(settings.AGENT_OIDC_TRUST_EMAILS)
    said = claims["email_verified"]
    return said is True or said == "true"


def _open(agent: User) -> User:
    if not agent.is_agent or not agent.is_active:
        raise SignOnRefused(Why.CLOSED)
    return agent


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
