"""Whose draft it is: the token in the address names it, the session says who may read it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from portal.accounts import access
from portal.demandes.models import Draft

KEY = "drafts"
MOST = 30  # drafts open in one browser; the oldest go first


def open_for(request: HttpRequest, draft: Draft) -> None:
    """Let this browser read and fill in the draft."""
    others = [token for token in request.session.get(KEY, []) if token != draft.token]
    request.session[KEY] = [*others, draft.token][-MOST:]


def is_open(request: HttpRequest, draft: Draft) -> bool:
    return draft.token in request.session.get(KEY, [])


def for_draft(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Give the view the draft that the address names; the view asks whether it is open here."""

    @access.secret_link
    @never_cache
    @wraps(view)
    def found(request: HttpRequest, code: str, token: str, **kwargs: Any) -> HttpResponseBase:
        drafts = Draft.objects.select_related("procedure", "form_version")
        draft = get_object_or_404(drafts, token=token, procedure__code=code)
        return view(request, draft, **kwargs)

    return found
