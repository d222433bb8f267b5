"""Closings, deposits and consultations, as agents list them."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from payments.models import Consultation, DayClosing, Deposit, Regie
from portal.text import money
from portal.ui import atoms
from portal.ui.lists import Column, Listing


def closings(regie: Regie) -> Listing:
    def gap(closing: DayClosing) -> str | SafeString:
        found = sum(line.counted - line.expected for line in closing.lines.all())
        if not found:
            return atoms.state("Aucun écart", "good")
        return atoms.stacked(
            atoms.state(money.display(found, regie.currency), "warn"), closing.note
        )

    def counted(closing: DayClosing) -> str:
        total = sum(line.counted for line in closing.lines.all())
        return money.display(total, regie.currency)

    return Listing(
        caption="Journées closes, de la plus récente à la plus ancienne",
        columns=(
            Column("Journée", lambda each: atoms.when(each.day, "full")),
            Column("Compté", counted, css="number"),
            Column("Écart", gap),
            Column("Close par", "closed_by", css="wide"),
        ),
        order=("-day", "-pk"),
        empty="Aucune journée close",
    )


def deposits(regie: Regie) -> Listing:
    def opened(deposit: Deposit) -> SafeString:
        url = reverse("regie_slip", args=[regie.code, deposit.number])
        return format_html('<a class="title" href="{}">Bordereau {} (PDF)</a>', url, deposit.number)

    return Listing(
        caption="Versements, du plus récent au plus ancien",
        columns=(
            Column("Bordereau", opened),
            Column("Moyen", "get_means_display"),
            Column(
                "Montant", lambda each: money.display(each.amount, regie.currency), css="number"
            ),
            Column("Le", lambda each: atoms.when(each.day, "short")),
            Column("Par", "made_by", css="wide"),
        ),
        order=("-made_at", "-pk"),
        empty="Aucun versement",
    )


def consultations(regie: Regie) -> Listing:
    def what(row: Consultation) -> SafeString | str:
        if row.invoice is None:
            return row.what
        url = reverse("regie_invoice", args=[regie.code, row.invoice.number])
        return atoms.title(url, row.invoice.number, row.what)

    return Listing(
        caption="Consultations, de la plus récente à la plus ancienne",
        columns=(
            Column("Quoi", what),
            Column("Par", "agent"),
            Column("Quand", lambda each: atoms.when(each.at, "moment")),
        ),
        order=("-at", "-pk"),
        empty="Aucune consultation",
    )
