"""A page of a régie: its template, under its name and tabs."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from backoffice.treasury.tabs import tabs
from payments.models import Regie
from payments.rights import Act
from portal.accounts.access import AgentRequest


def page(
    request: AgentRequest,
    regie: Regie,
    template: str,
    context: Mapping[str, Any] | None = None,
    status: int = 200,
    acts: frozenset[Act] | None = None,
) -> HttpResponse:
    """`template` extends backoffice/treasury/base.html; `acts` when they are known already."""
    words = {"regie": regie, "tabs": tabs(request, regie, acts), **(context or {})}
    return render(request, template, words, status=status)


def posted(request: AgentRequest) -> QueryDict | None:
    """What a form is bound to: nothing unless something was sent, even if it is empty."""
    return request.POST if request.method == "POST" else None
