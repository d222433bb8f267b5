"""Which invoices of a régie: a search and filters; what means nothing is left out."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict

from payments.models import InvoiceState, Regie, Source
from payments.querysets import InvoiceQuerySet
from portal.text.french import fold

OVERDUE = "overdue"
EARLIEST, LATEST = date(2000, 1, 1), date(2200, 1, 1)


def day(label: str) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


class Filters(forms.Form):
    """All optional."""

    q = forms.CharField(
        label="Numéro, payeur, compte usager",
        required=False,
        max_length=80,
        widget=forms.TextInput({"type": "search", "data-search": ""}),
    )
    state = forms.ChoiceField(
        label="État",
        required=False,
        choices=[("", "Tous"), (OVERDUE, "En retard"), *InvoiceState.choices],
    )
    source = forms.ChoiceField(
        label="Origine", required=False, choices=[("", "Toutes"), *Source.choices]
    )
    first = day("Émise à partir du")
    last = day("Émise jusqu’au")


def read(query: QueryDict) -> Filters:
    """The filters of an address, without those that mean nothing."""
    form = Filters(query, auto_id="f_%s")
    if form.is_valid():
        return form
    good = query.copy()
    for name in form.errors:
        good.pop(name, None)
    kept = Filters(good, auto_id="f_%s")
    kept.is_valid()
    return kept


def narrow(
    invoices: InvoiceQuerySet, asked: dict[str, Any], regie: Regie, today: date
) -> InvoiceQuerySet:
    """The rows that the filters keep."""
    if asked.get("state") == OVERDUE:
        invoices = invoices.overdue(today)
    elif asked.get("state"):
        invoices = invoices.filter(state=asked["state"])
    if asked.get("source"):
        invoices = invoices.filter(source=asked["source"])
    if (first := asked.get("first")) and EARLIEST <= first <= LATEST:
        invoices = invoices.filter(issued_at__gte=_midnight(first, regie))
    if (last := asked.get("last")) and EARLIEST <= last <= LATEST:
        invoices = invoices.filter(issued_at__lt=_midnight(last + timedelta(days=1), regie))
    return invoices.filter(saying(asked["q"])) if asked.get("q") else invoices


def saying(typed: str) -> Q:
    """That number, that beginning of a name, that account or that identifier: an index each."""
    typed = typed.replace("\0", "").strip()
    return (
        Q(number=typed.upper().replace(" ", ""))
        | Q(payer_folded__startswith=fold(typed))
        | (Q(payer_reference=typed) & ~Q(payer_reference=""))
        | (Q(external_id=typed) & ~Q(external_id=""))
    )


def _midnight(value: date, regie: Regie) -> datetime:
    return datetime.combine(value, time.min, regie.time_zone)
