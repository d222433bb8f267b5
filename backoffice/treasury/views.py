"""The agent's régies, and the first page of one."""

from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from backoffice.treasury import waits
from backoffice.treasury.entrance import of_regie
from backoffice.treasury.page import page
from payments import books
from payments.models import Means, Regie
from payments.rights import regies_of
from payments.workflow import cash, days
from portal.accounts import access
from portal.accounts.access import AgentRequest


@access.agent
@access.second_factor
@require_safe
def regies(request: AgentRequest) -> HttpResponse:
    """One régie opens at once; several are chosen from."""
    mine = list(regies_of(request.user).select_related("organisation"))
    if len(mine) == 1:
        return redirect("regie", mine[0].code)
    return render(request, "backoffice/treasury/regies.html", {"regies": mine})


@require_safe
@of_regie()
def home(request: AgentRequest, regie: Regie) -> HttpResponse:
    """What came in today, by means."""
    today = books.day_of(regie, timezone.now())
    taken = regie.payments.confirmed().filter(day=today).order_by("means")
    sums = taken.values_list("means").annotate(Sum("received"))
    rows = [(Means(means).label, total) for means, total in sums]
    context: dict[str, object] = {
        "today": today,
        "rows": rows,
        "total": sum(total for _, total in rows),
        "waiting": waits.what_waits(regie, request.user),
    }
    context |= {"alert": cash.of(regie).alert, "forgotten": days.still_open(regie, today)}
    return page(request, regie, "backoffice/treasury/home.html", context)
