"""Closures under way, to come and past; one form closes, one button opens again."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backoffice.closing.forms import ClosingForm
from backoffice.closing.places import choices, place_of
from backoffice.closing.tables import PAST, acts
from portal.accounts import access
from portal.accounts.models import User
from portal.directory import closing
from portal.directory.closing import CLOSERS
from portal.directory.models import Closure, Service

MOST = 200  # closures that stand, shown


@access.role(*CLOSERS)
@require_safe
def closures(request: HttpRequest) -> HttpResponse:
    now, agent = timezone.now(), _agent(request)
    mine = closing.closures_for(agent)
    known = mine.standing(now).select_related("instead_service").order_by("first_day", "pk")[:MOST]
    standing = [one for one in known if not one.is_over(now)]
    past = mine.exclude(pk__in=[one.pk for one in standing])
    context = {
        "under_way": acts(one for one in standing if one.covers(now)),
        "to_come": acts(one for one in standing if not one.covers(now)),
        "past": PAST.show(past, request.GET),
        "places": choices(agent),
    }
    return render(request, "backoffice/closing/closures.html", context)


@access.role(*CLOSERS)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest) -> HttpResponse:
    """The place comes in the address; without one, back to where it is chosen."""
    agent, code = _agent(request), request.GET.get("lieu", "")[:80]
    if not code:
        return redirect("closures")
    place = place_of(code, agent)
    if place is None:
        raise Http404
    form = ClosingForm(request.POST or None, place=place)
    if request.method == "POST" and form.is_valid():
        try:
            closing.close(
                act=form.cleaned_data["act"],
                organisation=place.organisation,
                services=form.services,
                by=agent,
                **form.told(),
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(
                request, f"C’est fait\u00a0: la fermeture de {place.name} est publiée."
            )
            return redirect("closures")
    context = {"form": form, "place": place}
    status = 400 if form.errors else 200
    return render(request, "backoffice/closing/close.html", context, status=status)


@access.role(*CLOSERS)
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    agent = _agent(request)
    closure = get_object_or_404(closing.closures_for(agent), pk=pk)
    opened = closing.reopen(closure, by=agent)
    if not opened:
        messages.info(request, "Cette fermeture était déjà finie.")
        return redirect("closures")
    names = ", ".join(one.place for one in opened)
    messages.success(request, f"C’est rouvert\u00a0: {names}.")
    for place in _still_closed(opened):
        messages.warning(request, f"{place} reste fermé par une autre fermeture.")
    return redirect("closures")


def _still_closed(opened: list[Closure]) -> list[Service]:
    services = [one.service_id for one in opened if one.service_id]
    now = timezone.now()
    return [one for one in Service.objects.with_hours().filter(pk__in=services) if one.closure(now)]


def _agent(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]  # the decorator lets agents in
