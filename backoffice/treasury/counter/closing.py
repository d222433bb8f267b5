"""The days of the counter: those to close, those that are closed, and closing one."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from backoffice.treasury.counter import tables
from backoffice.treasury.counter.forms import ClosingForm
from backoffice.treasury.entrance import of_regie
from backoffice.treasury.page import page, posted
from payments import books
from payments.models import DayClosing, Regie
from payments.rights import Act
from payments.workflow import closing, days
from payments.workflow.refusals import NotPossible
from portal.accounts.access import AgentRequest
from portal.text.dates import full_date

HTML = "backoffice/treasury/counter/close.html"


@require_safe
@of_regie(Act.CLOSE_DAY)
def closings(request: AgentRequest, regie: Regie) -> HttpResponse:
    today = books.day_of(regie, timezone.now())
    last = days.last_closed(regie)
    rows = DayClosing.objects.filter(regie=regie).select_related("closed_by")
    shown = tables.closings(regie).show(rows.prefetch_related("lines"), request.GET)
    context = {
        "forgotten": days.still_open(regie, today),
        "today": today if last is None or last < today else None,
        "list": shown,
    }
    return page(request, regie, "backoffice/treasury/counter/closings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@of_regie(Act.CLOSE_DAY)
def close(request: AgentRequest, regie: Regie, day: str) -> HttpResponse:
    on = _day(day)
    if request.method != "POST" and on <= (days.last_closed(regie) or date.min):
        messages.info(request, f"La journée du {full_date(on)} est déjà close.")
        return redirect("regie_closings", regie.code)
    expected = closing.expected(regie, on)
    form = ClosingForm(posted(request), regie=regie, expected=expected)
    context = {"day": on, "expected": expected, "form": form}
    if request.method != "POST":
        return page(request, regie, HTML, context)
    if request.POST.get("act") == "sum":
        context["form"] = form.with_cash(form.by_pieces())
        return page(request, regie, HTML, context)
    if not form.is_valid():
        return page(request, regie, HTML, context, status=400)
    try:
        closing.close(
            regie=regie,
            day=on,
            counted=form.counted,
            agent=request.user,
            note=form.cleaned_data["note"],
        )
    except NotPossible as refused:
        form.add_error(None, str(refused))
        return page(request, regie, HTML, context, status=refused.status)
    messages.success(request, f"La journée du {full_date(on)} est close.")
    return redirect("regie_closings", regie.code)


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Http404 from None
