"""To the provider and back, and the pages of sign-in that offer it."""

import logging
from datetime import timedelta
from typing import Any

from allauth.account import views as account
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url, perform_login
from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from portal.accounts import oidc, staff_site, throttle
from portal.accounts.oidc import asserted, pending
from portal.accounts.oidc.identities import agent_of, asserts_second_factor
from portal.accounts.oidc.provider import Provider
from portal.accounts.oidc.refusals import SignOnRefused, Why

MOST = 4000  # characters of what the provider sends back in the address
PER_MINUTE = 120  # a whole office may sign in behind one address; each writes a session
A_MINUTE = timedelta(minutes=1)
logger = logging.getLogger(__name__)


@require_GET
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Send the person to the provider; somebody signed in already has to prove it again."""
    _check_offered()
    if not throttle.hit(f"sign-on:{throttle.client(request)}", PER_MINUTE, per=A_MINUTE):
        return HttpResponse("Trop de connexions. Réessayez dans une minute.", status=429)
    wanted = request.GET.get("next", "")
    next_page = wanted if get_adapter().is_safe_url(wanted) else settings.LOGIN_REDIRECT_URL
    try:
        provider = Provider()
        provider.metadata()
        state, begun = pending.begin(request, next_page=next_page)
        address = provider.authorization_url(
            redirect_uri=_callback_url(),
            state=state,
            nonce=begun.nonce,
            verifier=begun.verifier,
            again=request.user.is_authenticated,
        )
    except SignOnRefused as refusal:
        return _refused(request, refusal)
    return redirect(address)


@require_GET
@never_cache
def callback(request: HttpRequest) -> HttpResponse:
    """The person is back: sign them in if they are an agent whom we know."""
    _check_offered()
    try:
        begun = pending.end(request, request.GET.get("state", ""))
        code = request.GET.get("code", "")
        if not 0 < len(code) <= MOST:
            raise SignOnRefused(Why.CANCELLED)
        claims = Provider().claims(
            code=code, redirect_uri=_callback_url(), nonce=begun.nonce, verifier=begun.verifier
        )
        agent = agent_of(claims)
    except SignOnRefused as refusal:
        return _refused(request, refusal)
    if request.user.is_authenticated and request.user != agent:
        logout(request)
    agent.backend = settings.AUTHENTICATION_BACKENDS[-1]
    factor = asserts_second_factor(claims)
    record_authentication(request, agent, asserted.METHOD, second_factor=factor)
    response: HttpResponse = perform_login(request, agent, redirect_url=begun.next)
    return response


@require_GET
@never_cache
def end(_request: HttpRequest) -> HttpResponse:
    """After signing out here: end the provider's session too, where it has a page for it."""
    _check_offered()
    back = _here("account_login")
    try:
        return redirect(Provider().end_session_url(back=back) or back)
    except SignOnRefused:
        return redirect(back)


class WithSingleSignOn:
    """A page that offers the provider beside a password."""

    request: HttpRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # allauth's
        return context | {
            "sign_on": settings.AGENT_OIDC_LABEL if oidc.is_offered() else "",
            "sign_on_only": oidc.is_the_only_way(),
            "back": urlencode({"next": get_next_redirect_url(self.request) or ""}),
            "signed_off": "compte-pro" in self.request.GET,
        }


class SignInView(WithSingleSignOn, account.LoginView):
    pass


class ReauthenticateView(WithSingleSignOn, account.ReauthenticateView):
    pass


def _check_offered() -> None:
    if not oidc.is_offered():
        raise Http404


def _refused(request: HttpRequest, refusal: SignOnRefused) -> HttpResponse:
    logger.warning("Single sign-on refused: %s", refusal)
    return render(
        request, "account/sign_on_refused.html", {"why": refusal.why}, status=refusal.why.status
    )


def _callback_url() -> str:
    return _here("sign_on_callback")


def _here(name: str) -> str:
    """The staff pages have one host: the address never comes from the request's headers."""
    return staff_site.address(reverse(name))
