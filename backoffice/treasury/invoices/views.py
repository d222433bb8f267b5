"""The list of a régie's invoices, the page of one, a new one, and its printed notice."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from backoffice.treasury import paper
from backoffice.treasury.entrance import of_regie
from backoffice.treasury.invoices import filters, sheet, tables
from backoffice.treasury.invoices.forms import MOST_LINES, InvoiceForm, LineForms
from backoffice.treasury.page import page
from payments import books
from payments.models import Invoice, Regie
from payments.rights import Act, acts_of
from payments.workflow import consulting, issuing
from payments.workflow.refusals import NotPossible
from portal.accounts.access import AgentRequest


@require_safe
@of_regie()
def invoices(request: AgentRequest, regie: Regie) -> HttpResponse:
    today = books.day_of(regie, timezone.now())
    form = filters.read(request.GET)
    asked = form.cleaned_data
    rows = filters.narrow(Invoice.objects.filter(regie=regie), asked, regie, today)
    what = consulting.SEARCH if asked.get("q") else consulting.LIST
    consulting.note(agent=request.user, regie=regie, what=what)
    shown = tables.listing(regie, today).show(rows, request.GET)
    context = {"form": form, "list": shown}
    return page(request, regie, "backoffice/treasury/invoices/list.html", context)


@require_safe
@of_regie()
def invoice(request: AgentRequest, regie: Regie, number: str) -> HttpResponse:
    found = _invoice(regie, number)
    consulting.note(agent=request.user, regie=regie, what=consulting.PAGE, invoice=found)
    today = books.day_of(regie, timezone.now())
    acts = acts_of(request.user, regie)
    context = sheet.context(found, regie, request.user, acts)
    context["standing"] = tables.standing(found, today)
    return page(request, regie, "backoffice/treasury/invoices/invoice.html", context, acts=acts)


@require_safe
@of_regie()
def notice(request: AgentRequest, regie: Regie, number: str) -> HttpResponse:
    found = _invoice(regie, number)
    consulting.note(agent=request.user, regie=regie, what=consulting.NOTICE, invoice=found)
    return paper.answer(paper.notice(found), f"avis-{found.number}")


@require_http_methods(["GET", "HEAD", "POST"])
@of_regie(Act.INVOICE)
def new(request: AgentRequest, regie: Regie) -> HttpResponse:
    if request.method != "POST":
        return _form(request, regie, InvoiceForm(), _lines(regie))
    if request.POST.get("act") == "add":
        return _form(request, regie, *_one_line_more(request, regie))
    form, lines = InvoiceForm(request.POST), _lines(regie, request.POST)
    if form.is_valid() & lines.is_valid():
        try:
            issued = issuing.issue_at_the_counter(
                key=form.cleaned_data["key"],
                regie=regie,
                agent=request.user,
                subject=form.cleaned_data["subject"],
                payer=form.payer,
                lines=lines.lines,
                due_on=form.cleaned_data["due_on"],
            )
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"La facture {issued.number} est émise.")
            return redirect("regie_invoice", regie.code, issued.number)
    return _form(request, regie, form, lines, status=400)


def _one_line_more(request: AgentRequest, regie: Regie) -> tuple[InvoiceForm, Any]:
    """What was typed, unchecked, and an empty line under it."""
    data = request.POST.copy()
    typed = data.get("lines-TOTAL_FORMS", "1")
    count = int(typed) if typed.isdecimal() and len(typed) < 4 else 1
    data["lines-TOTAL_FORMS"] = str(min(count + 1, MOST_LINES))
    data.setdefault(f"lines-{count}-quantity", "1")
    form, lines = InvoiceForm(data), _lines(regie, data)
    for each in (form, *lines.forms):
        each._errors = {}
    return form, lines


def _form(
    request: AgentRequest, regie: Regie, form: InvoiceForm, lines: Any, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "lines": lines,
        "checked": [form, *lines.forms] if status != 200 else [],
        "may_add": len(lines.forms) < MOST_LINES,
    }
    return page(request, regie, "backoffice/treasury/invoices/new.html", context, status=status)


def _lines(regie: Regie, data: Any = None) -> Any:
    return LineForms(data, prefix="lines", form_kwargs={"currency": regie.currency})


def _invoice(regie: Regie, number: str) -> Invoice:
    invoice = get_object_or_404(Invoice, regie=regie, number=number)
    invoice.regie = regie
    return invoice
