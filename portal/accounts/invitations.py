"""An agent's account is opened by an administrator; the agent chooses the password."""

import hashlib

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from portal.accounts import oidc, staff_site
from portal.accounts.models import User
from portal.messaging.models import OutboundMessage
from portal.messaging.outbox import enqueue_email


@transaction.atomic
def invite(*, agent: User, by: User) -> OutboundMessage:
    """Write to an agent the link to choose a password with, good for three days.

    Administrators only (PermissionDenied). Sending again makes a new link.
    """
    if not by.is_administrator:
        raise PermissionDenied("Only administrators invite agents.")
    key = f"{user_pk_to_url_str(agent)}-{default_token_generator.make_token(agent)}"
    address = get_adapter().get_reset_password_from_key_url(key)
    again = staff_site.address(reverse("account_reset_password"))
    words = {"agent": agent, "by": by, "address": address, "again": again}
    if oidc.is_the_only_way() and not agent.is_superuser:
        words["sign_on"] = staff_site.address(reverse("account_login"))
    return enqueue_email(
        key=f"invitation:{hashlib.sha256(address.encode()).hexdigest()}",
        topic=f"account:{agent.pk}",
        recipient=agent.email,
        subject="Votre compte d’agent est ouvert",
        template="agent_invitation",
        context=words,
        sender_name=settings.WAGTAIL_SITE_NAME,
    )


def may_drop_second_factor(by: User, agent: User) -> bool:
    """Not one's own; another administrator's only for a superuser."""
    return by != agent and (by.is_superuser or (by.is_administrator and not agent.is_administrator))


@transaction.atomic
def drop_second_factor(*, agent: User, by: User) -> None:
    """Remove a lost telephone from an account, and tell its owner.

    Administrators only, and not everybody's: PermissionDenied, see `may_drop_second_factor`.
    """
    if not may_drop_second_factor(by, agent):
        raise PermissionDenied("Not this account's second factor.")
    Authenticator.objects.filter(user=agent).delete()
    get_adapter().send_notification_mail("mfa/email/totp_deactivated", agent)
