"""One field, a subject and a place: who answers, and their telephone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from backoffice.who.finding import find
from portal.accounts.access import agent

LONGEST = 200


@agent
@require_safe
def who(request: HttpRequest) -> HttpResponse:
    typed = request.GET.get("q", "").strip()[:LONGEST]
    found = find(typed, on=timezone.localdate()) if typed else None
    return render(request, "backoffice/who/who.html", {"typed": typed, "found": found})
