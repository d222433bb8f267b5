"""allauth's adapter: agents are invited, their mail goes through the outbox, words are ours."""

import hashlib
import time
import uuid
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from portal.accounts import staff_site
from portal.accounts.models import User
from portal.accounts.notices import ERRORS, SAID, WRITTEN
from portal.accounts.oidc.asserted import signed_on
from portal.messaging.outbox import enqueue_email

ASSERTED = "portal.accounts.oidc.asserted.SecondFactorStage"


class AgentAccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | ERRORS

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Only what we have words for: "signed in", say, needs none."""
        if message := message or SAID.get(message_template or ""):
            super().add_message(request, level, None, message_context, extra_tags, message)

    def get_login_stages(self) -> list[str]:
        """allauth's, a second factor being asked for once: here or by the provider."""
        ours = {"allauth.mfa.stages.AuthenticateStage": ASSERTED}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Who came through the provider is offered to end the session there too."""
        came = signed_on(request, request.user)
        return f"{reverse('account_login')}{'?compte-pro' if came else ''}"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The staff pages have one host: the address never comes from the request's headers."""
        uid, _, token = key.partition("-")
        path = reverse("account_reset_password_from_key", args=[uid, token])
        return staff_site.address(path)

    def send_password_reset_mail(
        self,
        user: User,
        email: str,
        context: dict[str, Any],
    ) -> None:
        address = context["password_reset_url"]
        self._write(
            user,
            key=f"password-reset:{hashlib.sha256(address.encode()).hexdigest()}",
            subject="Choisissez un nouveau mot de passe",
            template="password_reset",
            context={"address": address},
        )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell the agent of a change to the account, in case it was somebody else's doing."""
        self._write(
            user,
            key=f"account-notice:{uuid.uuid4()}",
            subject=WRITTEN[template_prefix],
            template="account_notice",
            context={"what": WRITTEN[template_prefix]},
        )

    def reauthenticate(self, user: User, password: str) -> bool:
        """The password again, by e-mail address as at sign-in: failures count for the lockout."""
        return self.authenticate(self.request, email=user.email, password=password) == user

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not in the minutes that follow sign-in: enrolment comes right after it."""
        records = get_authentication_records(self.request, self.request.user)
        if records and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def _write(
        self, agent: User, *, key: str, subject: str, template: str, context: dict[str, Any]
    ) -> None:
        enqueue_email(
            key=key,
            topic=f"account:{agent.pk}",
            recipient=agent.email,
            subject=subject,
            template=template,
            context=context | {"agent": agent},
            sender_name=settings.WAGTAIL_SITE_NAME,
        )
