"""How an e-mail address and a password become an agent."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from portal.accounts import oidc
from portal.accounts.models import Kind, User


class AgentBackend(ModelBackend):
    """Agents only, and only by e-mail: forms that send a user name (Wagtail's own) never succeed.

    An unknown address costs as much time as a wrong password. Superusers only, where single sign-on
    is the only way.
    """

    def authenticate(  # type: ignore[override]  # no user name, on purpose
        self,
        request: HttpRequest | None,
        *,
        email: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        if not email or not password:
            return None
        agent = User.objects.filter(kind=Kind.AGENT, email=email.strip().lower()).first()
        if agent is None or not agent.has_usable_password():
            User().set_password(password)
            return None
        if oidc.is_the_only_way() and not agent.is_superuser:
            return None  # here, not in user_can_authenticate: each request of a session asks that
        if agent.check_password(password) and self.user_can_authenticate(agent):
            return agent
        return None
