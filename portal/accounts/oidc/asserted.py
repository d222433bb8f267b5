"""A second factor that the provider asked for counts as ours, for that session."""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

METHOD = "oidc"


def signed_on(request: HttpRequest, agent: Any) -> bool:
    """Whether the agent came into this session through the provider."""
    return any(each["method"] == METHOD for each in get_authentication_records(request, agent))


def is_asserted(request: HttpRequest, agent: Any) -> bool:
    """Whether the provider said that it had asked the agent for a second factor."""
    records = get_authentication_records(request, agent)
    return any(each["method"] == METHOD and each.get("second_factor") for each in records)


class SecondFactorStage(AuthenticateStage):
    """allauth's, which asks for a code, unless the provider has."""

    def handle(self) -> tuple[Any, bool]:
        if is_asserted(self.request, self.login.user):
            return None, True
        response, goes_on = super().handle()
        return response, bool(goes_on)
