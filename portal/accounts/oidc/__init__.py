"""Agents' single sign-on: the authority's own OpenID Connect provider says who they are."""

from django.conf import settings


def is_offered() -> bool:
    return bool(settings.AGENT_OIDC_ISSUER)


def is_the_only_way() -> bool:
    """Whether a password lets in superusers only."""
    return is_offered() and settings.AGENT_OIDC_ONLY
