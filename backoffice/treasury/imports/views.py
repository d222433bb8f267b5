"""The pages of imports: one to send a file, one that shows what it holds and has it issued."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

import payments.importing
from backoffice.treasury.entrance import of_regie
from backoffice.treasury.imports.forms import UploadForm
from backoffice.treasury.page import page
from payments.importing import workflow
from payments.importing.columns import COLUMNS
from payments.importing.keeping import CONTENT
from payments.importing.numbers import faults_of, take_numbers
from payments.importing.reading import MOST_BYTES
from payments.importing.rows import MOST_INVOICES
from payments.models import InvoiceImport, Regie
from payments.rights import Act
from payments.workflow.refusals import NotPossible
from portal.accounts.access import AgentRequest
from portal.text.numbers import spaced

LAST: Final = 10
SHOWN_FAULTS: Final = 200
SAMPLE: Final = Path(payments.importing.__path__[0]) / "sample.csv"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@of_regie(Act.IMPORT)
def imports(request: AgentRequest, regie: Regie) -> HttpResponse:
    """What the columns hold, the last files; a POST has a file checked."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            owner = workflow.receive(
                regie=regie, uploaded=form.cleaned_data["file"], agent=request.user
            )
            return redirect("invoice_import", regie.code, owner.pk)
        except ValidationError as refusal:
            form.add_error("file", refusal)
    context = {
        "form": form,
        "columns": COLUMNS,
        "imports": regie.imports.all()[:LAST],
        "most_megabytes": MOST_BYTES // 1_000_000,
        "most": spaced(MOST_INVOICES),
    }
    status = 422 if form.errors else 200
    return page(request, regie, "backoffice/treasury/imports/imports.html", context, status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@of_regie(Act.IMPORT)
def one(request: AgentRequest, regie: Regie, pk: UUID) -> HttpResponse:
    """How far it is, what it holds, its errors; a POST issues, or starts again what gave up."""
    owner = _import(regie, pk)
    context: dict[str, Any] = {}
    if request.method == "POST":
        verb = workflow.start_again if "again" in request.POST else workflow.confirm
        try:
            verb(owner=owner, agent=request.user)
            return redirect("invoice_import", regie.code, owner.pk)
        except NotPossible as refusal:
            context = {"refusal": str(refusal), "status": refusal.status}
    return _shown(request, regie, owner, context)


def _shown(
    request: AgentRequest, regie: Regie, owner: InvoiceImport, context: dict[str, Any]
) -> HttpResponse:
    faults = list(owner.faults.order_by("row", "pk")[: SHOWN_FAULTS + 1])
    context |= {
        "import": owner,
        "failed": owner.has_failed(),
        "faults": faults[:SHOWN_FAULTS],
        "more_faults": len(faults) > SHOWN_FAULTS,
        "most_faults": SHOWN_FAULTS,
        "until": owner.created_at + CONTENT,
    }
    status = context.get("status", 200)
    return page(request, regie, "backoffice/treasury/imports/import.html", context, status)


@never_cache
@require_safe
@of_regie(Act.IMPORT)
def faults(_request: AgentRequest, regie: Regie, pk: UUID) -> HttpResponseBase:
    """All the errors, as CSV."""
    return _csv(faults_of(_import(regie, pk)), "erreurs")


@never_cache
@require_safe
@of_regie(Act.IMPORT)
def numbers(request: AgentRequest, regie: Regie, pk: UUID) -> HttpResponseBase:
    """Numbers and payment codes, as CSV; who took them is kept."""
    owner = _import(regie, pk)
    return _csv(take_numbers(owner=owner, agent=request.user), "numeros")


@require_safe
@of_regie(Act.IMPORT)
def sample(_request: AgentRequest, regie: Regie) -> HttpResponseBase:
    """A file to begin from, with a mark that tells spreadsheets it is UTF-8."""
    return _csv(["\ufeff", SAMPLE.read_text(encoding="utf-8")], "modele-factures")


def _csv(lines: Iterable[str], name: str) -> StreamingHttpResponse:
    return StreamingHttpResponse(
        lines,
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.csv"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def _import(regie: Regie, pk: UUID) -> InvoiceImport:
    return get_object_or_404(regie.imports.select_related("regie"), pk=pk)
