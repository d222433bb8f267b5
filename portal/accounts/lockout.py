"""What django-axes asks of us: who is trying, from where, and what to say once locked out."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

Credentials = dict[str, Any]


def typed_address(request: HttpRequest, credentials: Credentials | None = None) -> str:
    """The address that was typed, in lower case: failures are counted by it, known or not."""
    given = credentials or request.POST.dict()
    typed = given.get("email") or given.get("login") or given.get("username") or ""
    return str(typed).strip().lower()[:255]


def client_address(request: HttpRequest) -> str | None:
    """The caller's address, proxies seen through; None for a request that came over no network."""
    try:
        return get_adapter().get_client_ip(request)
    except PermissionDenied:
        return None


def refuse(
    request: HttpRequest,
    original_response: HttpResponse | None = None,
    credentials: Credentials | None = None,
) -> HttpResponse:
    """The page that says when to try again; the same whether or not the account exists."""
    ends_at = _ends_at(typed_address(request, credentials), client_address(request))
    context = {"until": timezone.localtime(ends_at)}
    response = render(request, "account/locked.html", context, status=429)
    response["Retry-After"] = str(max(1, round((ends_at - timezone.now()).total_seconds())))
    return response


def _ends_at(address: str, ip_address: str | None) -> datetime:
    """When the lockout ends, rounded up to the minute that a clock will show."""
    attempts = AccessAttempt.objects.filter(username=address, ip_address=ip_address)
    last = attempts.aggregate(last=Max("attempt_time"))["last"] or timezone.now()
    ends_at: datetime = last + (get_cool_off() or timedelta())
    return ends_at.replace(second=0, microsecond=0) + timedelta(minutes=1)
