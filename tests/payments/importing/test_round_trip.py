"""Whatever invoices a file tells, these are issued: same sums, same lines, in every format."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payments.models import Entry, Invoice, InvoiceImport, Regie
from payments.workflow.issuing import Line
from portal.text import money
from tests.payments.builders import make_regie
from tests.payments.importing.files import NAMES, csv_of, imported, json_of, xlsx_of

pytestmark = pytest.mark.django_db

WORDS = st.text("aéÀœ’'\"; ,-0123456789", min_size=1, max_size=18).map(
    lambda text: f"x{text}".strip()
)
LINES = st.builds(
    Line,
    label=WORDS,
    unit_price=st.integers(1, 10**7),
    revenue_code=WORDS,
    quantity=st.integers(500, 10**6).map(lambda thousandths: Decimal(thousandths) / 1000),
    vat_rate=st.integers(0, 10_000),
)
INVOICES = st.fixed_dictionaries(
    {
        "payer_name": WORDS,
        "payer_email": st.sampled_from(["", "awa@courriel.example"]),
        "payer_address": WORDS,
        "payer_reference": WORDS,
        "subject": WORDS,
        "due_on": st.dates(date(2000, 1, 1), date(2100, 12, 31)),
        "lines": st.lists(LINES, min_size=1, max_size=4),
    }
)
FILES = st.lists(INVOICES, min_size=1, max_size=4)


@settings(max_examples=25, deadline=None)
@given(invoices=FILES, kind=st.sampled_from(["csv", "comma", "xlsx", "json", "jsonl"]))
def test_what_the_file_tells_is_issued(invoices: list[dict[str, Any]], kind: str) -> None:
    regie = make_regie()

    owner = imported(regie, _written(invoices, kind), f"f.{'csv' if kind == 'comma' else kind}")

    assert (owner.fresh, owner.issued, owner.refused) == (len(invoices), len(invoices), 0)
    issued = Invoice.objects.filter(regie=regie).order_by("pk")
    assert [_told(invoice) for invoice in issued] == invoices
    assert sum(invoice.total for invoice in issued) == owner.total == _booked(regie)
    again = imported(regie, _written(invoices, kind), owner.file_name)
    assert (again.fresh, again.same, again.issued) == (0, len(invoices), 0)
    InvoiceImport.objects.all().delete()


def _booked(regie: Regie) -> int:
    return sum(Entry.objects.filter(regie=regie).values_list("amount", flat=True))


def _told(invoice: Invoice) -> dict[str, Any]:
    head = {name: getattr(invoice, name) for name in NAMES[1:7]}
    lines = [
        Line(each.label, each.unit_price, each.revenue_code, each.quantity, each.vat_rate)
        for each in invoice.lines.all()
    ]
    assert invoice.total == sum(line.amount for line in lines)
    return head | {"lines": lines}


def _written(invoices: list[dict[str, Any]], kind: str) -> bytes:
    if kind.startswith("json"):
        told = [_as_object(place, invoice) for place, invoice in enumerate(invoices)]
        if kind == "json":
            return json_of(*told)
        return b"\n".join(json_of(each)[1:-1] for each in told)
    rows = [row for place, each in enumerate(invoices) for row in _as_rows(place, each)]
    if kind == "xlsx":
        return xlsx_of([[row[name] for name in NAMES] for row in rows])
    return csv_of(rows, delimiter="," if kind == "comma" else ";")


def _as_rows(place: int, invoice: dict[str, Any]) -> list[dict[str, str]]:
    head = {name: invoice[name] for name in NAMES[1:6]} | {"external_id": f"id-{place}"}
    head["due_on"] = f"{invoice['due_on']:%d/%m/}{invoice['due_on'].year:04}"
    return [
        {
            **head,
            "label": line.label,
            "quantity": str(line.quantity).replace(".", ","),
            "unit_price": money.display(line.unit_price, "EUR"),
            "vat_rate": f"{line.vat_rate // 100},{line.vat_rate % 100:02} %",
            "revenue_code": line.revenue_code,
        }
        for line in invoice["lines"]
    ]


def _as_object(place: int, invoice: dict[str, Any]) -> dict[str, Any]:
    lines = [
        {
            "label": line.label,
            "quantity": str(line.quantity),
            "unit_price": line.unit_price,
            "vat_rate": f"{line.vat_rate // 100}.{line.vat_rate % 100:02}",
            "revenue_code": line.revenue_code,
        }
        for line in invoice["lines"]
    ]
    head = {name: invoice[name] for name in NAMES[1:6]} | {"external_id": f"id-{place}"}
    return {**head, "due_on": invoice["due_on"].isoformat(), "lines": lines}
