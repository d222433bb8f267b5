"""What each view asks of its caller: every view carries one of these, and a test looks for it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django_htmx.http import HttpResponseClientRedirect

from portal.accounts.models import User

View = TypeVar("View", bound=Callable[..., Any])
ViewFunction = Callable[..., HttpResponseBase]


class AgentRequest(HttpRequest):
    """A request that `agent` or `role` below has let through."""

    user: User


def public(view: View) -> View:
    """Anybody may call the view."""
    return _declare(view, "public")


def secret_link(view: View) -> View:
    """Anybody who holds the secret in the address: the view itself checks it."""
    return _declare(view, "secret_link")


def agent(view: View) -> View:
    """Any agent who is signed in."""
    return _declare(view, "agent", lambda user: user.is_agent)


def administrator(view: View) -> View:
    """An agent who is administrator of some service, or a superuser."""
    return _declare(view, "administrator", lambda user: user.is_administrator)


def superuser(view: View) -> View:
    """An agent who is a superuser."""
    return _declare(view, "superuser", lambda user: user.is_superuser)


def role(*codes: str) -> Callable[[View], View]:
    """An agent who holds one of the roles in some service: the view still filters its rows."""
    wanted = frozenset(str(code) for code in codes)

    def holds_one(user: User) -> bool:
        return user.is_superuser or any(held in wanted for _service, held in user.roles_held)

    return lambda view: _declare(view, f"role:{'|'.join(map(str, codes))}", holds_one)


def second_factor(view: View) -> View:
    """Add to `agent` above: whoever has no second factor is sent to enrol first."""
    view.second_factor = True  # type: ignore[attr-defined]  # the middleware looks for it
    return view


def _declare(view: View, access: str, allowed: Callable[[User], bool] | None = None) -> View:
    """Name the access on a function, or on a class (whose as_view() copies dispatch's attributes).

    Without `allowed` nothing is checked; otherwise the caller must be an agent whom it accepts.
    """

    def decorate(function: ViewFunction) -> ViewFunction:
        @wraps(function)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if allowed:
                if not request.user.is_authenticated:
                    return _to_sign_in(request)
                if not (request.user.is_agent and allowed(request.user)):
                    raise PermissionDenied
            response = function(request, *args, **kwargs)
            if allowed:  # nothing left in the browser of a shared computer after signing out
                add_never_cache_headers(response)
            return response

        checked.access = access  # type: ignore[attr-defined]  # a function carries what we hang on
        return checked

    if isinstance(view, type):
        return cast(View, method_decorator(decorate, name="dispatch")(view))
    return cast(View, decorate(view))


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """To the sign-in page, and back afterwards (not to an address that only takes POST)."""
    back = request.get_full_path() if request.method in {"GET", "HEAD"} else "/gestion/"
    response = redirect_to_login(back)
    if getattr(request, "htmx", False):  # a plain redirection would end up inside the fragment
        return HttpResponseClientRedirect(response.url)
    return response
