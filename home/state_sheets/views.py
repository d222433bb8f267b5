"""The State's sheets as public pages."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from home.page_cache.routes import means
from home.state_sheets import local, themes
from home.state_sheets.drawing.page import draw
from home.state_sheets.drawing.surroundings import Surroundings, codes_in, kinds_in
from home.state_sheets.leafing import PARAMETER, leaf
from home.state_sheets.models import Audience, Sheet, WithdrawnSheet
from portal.accounts.access import public
from portal.directory.sites import organisation_of

OLD = timedelta(days=366)
LINKED = re.compile(r"N[0-9]{1,9}", re.ASCII)  # what a hostile archive calls otherwise has no page


@public
@require_safe
@conditional_page
def state_sheets(request: HttpRequest) -> HttpResponse:
    """The themes of an audience, or the dossiers of one theme."""
    audiences = list(Sheet.objects.order_by().values_list("audience", flat=True).distinct())
    audience = _asked(request, audiences)
    context: dict[str, Any] = {"audience": audience, "tabs": _tabs("state_sheets", audiences)}
    if not audiences:
        return render(request, "home/state_sheets/empty.html")
    if code := request.GET.get("theme", "").replace("\x00", ""):
        shelf = themes.shelf(audience, code)
        if shelf is None:
            raise Http404
        means(request, "theme", code)
        return render(request, "home/state_sheets/theme.html", context | {"shelf": shelf})
    return render(
        request, "home/state_sheets/themes.html", context | {"themes": themes.themes(audience)}
    )


@public
@require_safe
@conditional_page
def state_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """One document, for the audience asked for, else the first that it speaks to.

    A very long one is read a chapter at a time.
    """
    found = Sheet.objects.filter(code=code).defer("text", "headings")
    rows = {sheet.audience: sheet for sheet in found}
    if not rows:
        return _gone(request, code)
    sheet = rows[_asked(request, rows)]
    organisation = organisation_of(request)
    around = Surroundings(
        audience=sheet.audience,
        original=sheet.original,
        terms=frozenset(each["code"] for each in sheet.content.get("terms", [])),
        known=Sheet.objects.audiences_of(codes_in(sheet.content)),
        services=local.services(kinds_in(sheet.content), organisation),
    )
    drawn, tabs = draw(sheet.content, around), _tabs("state_sheet", rows, code)
    shown = leaf(drawn, {"public": sheet.audience} if tabs else {}, request.GET.get(PARAMETER, ""))
    means(request, PARAMETER, str(shown.number))
    context = {
        "sheet": sheet,
        "drawn": drawn,
        "leaf": shown,
        "trail": _trail(sheet),
        "tabs": tabs,
        "procedures": local.procedures(code, organisation),
        "old": sheet.modified_on and sheet.modified_on < timezone.localdate() - OLD,
    }
    return render(request, "home/state_sheets/sheet.html", context)


@dataclass
class Tab:
    """One of the audiences that a page speaks to."""

    audience: str
    label: str
    url: str


def _asked(request: HttpRequest, audiences: Collection[str]) -> str:
    """The audience asked for if the page speaks to it, else the first in our order."""
    asked = request.GET.get("public", "")
    ordered = [each for each in Audience.values if each in audiences]
    if asked not in ordered:
        return next(iter(ordered), "")
    means(request, "public", asked)
    return asked


def _tabs(name: str, audiences: Collection[str], *args: str) -> list[Tab]:
    """The audiences to choose from; none when there is no choice."""
    page = reverse(name, args=args)
    tabs = [Tab(each.value, each.label, f"{page}?public={each}") for each in Audience]
    shown = [tab for tab in tabs if tab.audience in audiences]
    return shown if len(shown) > 1 else []


def _trail(sheet: Sheet) -> list[tuple[str, str]]:
    """(title, address) from all the sheets down to what holds this one."""
    root = reverse("state_sheets")
    trail = [("Fiches de l’État", f"{root}?public={sheet.audience}")]
    for code, title in sheet.breadcrumb:
        if code == sheet.theme:
            trail.append((title, f"{root}?public={sheet.audience}&theme={code}"))
        elif LINKED.fullmatch(code):
            trail.append((title, f"{reverse('state_sheet', args=[code])}?public={sheet.audience}"))
    return trail


def _gone(request: HttpRequest, code: str) -> HttpResponse:
    """A sheet that the State withdrew says so; one that never was isn't found."""
    withdrawn = WithdrawnSheet.objects.filter(code=code).first()
    if withdrawn is None:
        raise Http404
    return render(request, "home/state_sheets/withdrawn.html", {"sheet": withdrawn}, status=410)
