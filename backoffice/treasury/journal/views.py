"""The day's journal, the month's statement, and both as files."""

import io
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST, require_safe

from backoffice.treasury.entrance import of_regie
from backoffice.treasury.journal import book_file, exporting
from backoffice.treasury.journal.chart import BASE, HEIGHT, WIDTH, bars
from backoffice.treasury.journal.days import (
    FIRST,
    ONE_DAY,
    day_asked,
    month_asked,
    month_end,
    today_of,
)
from backoffice.treasury.journal.operations import operations
from backoffice.treasury.page import page
from backoffice.treasury.tasks import KEPT
from payments.models import LedgerExport, Regie
from payments.rights import Act, may
from payments.statements import by_day, entries_of, summed
from portal.accounts.access import AgentRequest
from portal.media import download
from portal.text.dates import MONTHS
from portal.ui import pdf


@require_safe
@of_regie()
def journal(request: AgentRequest, regie: Regie) -> HttpResponse:
    """One day of the book; the queries are as many whatever the day."""
    today = today_of(regie)
    day = day_asked(request.GET.get("jour", ""), regie)
    context = {
        "day": day,
        "is_today": day == today,
        "today": today,
        "earliest": FIRST,
        "before": day - ONE_DAY,
        "after": day + ONE_DAY if day < today else None,
        "month": f"{day:%Y-%m}",
        "first": day,
        "last": day,
        "may_export": may(request.user, Act.EXPORT, regie),
        "list": operations(regie, day, request.GET),
        **summed(regie, day, day),
    }
    return page(request, regie, "backoffice/treasury/journal/journal.html", context)


@require_safe
@of_regie()
def statement(request: AgentRequest, regie: Regie) -> HttpResponse:
    """The month's figures, with what came in each day as a drawing and as a table."""
    context = _of_month(request, regie)
    return page(request, regie, "backoffice/treasury/journal/statement.html", context)


@require_safe
@of_regie(Act.EXPORT)
def statement_pdf(request: AgentRequest, regie: Regie) -> HttpResponse:
    """The same on paper, PDF/UA."""
    context = {"regie": regie, "drawn_on": today_of(regie), **_of_month(request, regie)}
    drawn = pdf.draw(
        render_to_string("backoffice/treasury/journal/paper.html", context),
        render_to_string("backoffice/treasury/journal/paper.css"),
    )
    name = f"releve-{regie.code.lower()}-{context['first']:%Y-%m}.pdf"
    return _attached(drawn, name, "application/pdf")


@require_POST
@of_regie(Act.EXPORT)
def export(request: AgentRequest, regie: Regie) -> HttpResponseBase:
    """A short file comes at once; a long one is written by a worker, and one sees how far it is."""
    kind = request.POST.get("format", "")
    try:
        first, last = (date.fromisoformat(request.POST.get(name, "")) for name in ("du", "au"))
    except ValueError:
        return HttpResponse("Ces dates ne sont pas lisibles.", status=400)
    if kind not in LedgerExport.Format.values or not FIRST <= first <= last <= today_of(regie):
        return HttpResponse("Choisissez des jours passés et un format.", status=400)
    if exporting.is_short(regie, first, last):
        out = io.BytesIO()
        book_file.write(kind, regie, first, last, out)
        name = exporting.name_of(regie, first, last, kind)
        return _attached(out.getvalue(), name, exporting.CONTENT_TYPES[kind])
    made = exporting.ask(regie=regie, first=first, last=last, kind=kind, agent=request.user)
    return redirect("regie_export", regie.code, made.pk)


@require_safe
@of_regie(Act.EXPORT)
def export_state(request: AgentRequest, regie: Regie, pk: UUID) -> HttpResponse:
    """How far it is; drawn again by the browser every three seconds until it ends."""
    found = _mine(request, regie, pk)
    context = {"export": found, "failed": found.has_failed(), "until": found.asked_at + KEPT}
    return page(request, regie, "backoffice/treasury/journal/export.html", context)


@require_safe
@of_regie(Act.EXPORT)
def export_file(request: AgentRequest, regie: Regie, pk: UUID) -> HttpResponseBase:
    found = _mine(request, regie, pk)
    if found.stored is None:
        raise Http404
    return download.respond(request, found.stored)


def _of_month(request: AgentRequest, regie: Regie) -> dict[str, Any]:
    first, end = month_asked(request.GET.get("mois", ""), regie)
    today = today_of(regie)
    sums = by_day(entries_of(regie, first, end))
    return {
        "first": first,
        "last": min(end, today),
        "title": f"{MONTHS[first.month - 1]} {first.year}",
        "month": f"{first:%Y-%m}",
        "before": f"{first - ONE_DAY:%Y-%m}",
        "after": f"{end + ONE_DAY:%Y-%m}" if end < today else "",
        "days": sorted(sums.items()),
        "bars": bars(first, month_end(first), sums, regie.currency),
        "chart": {"width": WIDTH, "height": HEIGHT, "base": BASE, "label": BASE + 15},
        "may_export": may(request.user, Act.EXPORT, regie),
        **summed(regie, first, end),
    }


def _mine(request: AgentRequest, regie: Regie, pk: UUID) -> LedgerExport:
    rows = LedgerExport.objects.select_related("stored")
    found: LedgerExport = get_object_or_404(rows, pk=pk, regie=regie, agent=request.user)
    return found


def _attached(content: bytes, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)
