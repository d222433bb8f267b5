"""The book by day and by month: what the pages, the files and the paper say is the same."""

import csv
import io
import re
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from backoffice.treasury import tasks
from backoffice.treasury.journal import exporting
from backoffice.treasury.journal.chart import BASE, bars
from payments import books, statements
from payments.models import Account, Entry, Kind, LedgerExport, Means
from payments.workflow import collecting, depositing, refunding
from payments.workflow.issuing import Line
from tests.payments.builders import make_invoice, make_mandate, make_regie

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(regie):
    return books.day_of(regie, timezone.now())


@pytest.fixture
def lived(regie, treasurer, deputy, colleague):
    """An invoice of two codes, half paid in cash, of which a part was given back; one by cheque."""
    lines = [Line("Repas", 1_200, "7067", vat_rate=1_000), Line("=1+1", 800, "70688")]
    invoice = make_invoice(regie, lines=lines)
    cash = collecting.collect(
        key=uuid4(), amounts={invoice: 1_001}, means=Means.CASH, agent=treasurer
    )
    refund = refunding.ask(payment=cash, invoice=invoice, amount=201, reason="Erreur", agent=deputy)
    refunding.approve(refund=refund, agent=colleague)
    refunding.settle_by_hand(refund=refund, agent=colleague, reference="M-1")
    other = make_invoice(regie, total=500)
    collecting.collect(key=uuid4(), amounts={other: 500}, means=Means.CHEQUE, agent=deputy)
    return regie


def test_a_day_is_summed_by_kind_means_code_and_account(lived, today):
    told = statements.summed(lived, today, today)
    assert [(each.kind, each.count, each.amount) for each in told["kinds"]] == [
        (Kind.ISSUE, 2, 2_500),
        (Kind.COLLECT, 2, 1_501),
        (Kind.REFUND, 1, 201),
    ]
    assert [(each.means, each.collected, each.refunded) for each in told["means"]] == [
        (Means.CASH, 1_001, 201),
        (Means.CHEQUE, 500, 0),
    ]
    revenue = {(each.code, each.vat_rate): each.amount for each in told["revenue"]}
    assert revenue == {("7067", 1_000): 601 - 121, ("70688", 0): 400 - 80, ("7067", 0): 500}
    assert sum(revenue.values()) == 1_001 - 201 + 500
    accounts = {each.account: each.closing for each in told["accounts"]}
    assert accounts[Account.CASH] == 800
    assert accounts[Account.RECEIVABLE] == 2_500 - 1_501
    assert sum(accounts.values()) == 0


def test_what_was_before_is_the_opening_balance(lived, today):
    tomorrow = today + timedelta(days=1)
    told = statements.by_account(lived, tomorrow, tomorrow)
    cash = next(each for each in told if each.account == Account.CASH)
    assert (cash.opening, cash.debit, cash.credit, cash.closing) == (800, 0, 0, 800)


def test_a_refund_that_was_undone_counts_for_nothing(regie, payment, invoice, deputy, colleague):
    refund = refunding.ask(payment=payment, invoice=invoice, amount=300, reason="x", agent=deputy)
    now = timezone.now()
    books.refunded(refund, now).save()
    books.refunded(refund, now, undone=True).save()
    rows = Entry.objects.filter(regie=regie)
    assert [each.refunded for each in statements.by_means(rows)] == [0]
    assert sum(each.amount for each in statements.by_revenue(rows)) == 1_000
    assert [each.amount for each in statements.by_kind(rows) if each.kind == Kind.REFUND] == [0]


def test_the_journal_shows_a_day_and_leads_to_the_others(client, at, lived, deputy, today):
    client.force_login(deputy)
    text = client.get(at("journal/")).content.decode()
    for words in ("10,01", "7067", "53 Caisse", "La veille", "n’est pas finie"):
        assert words in text
    assert "Exporter" not in text  # a treasurer's
    before = today - timedelta(days=1)
    assert "Rien n’a été encaissé" in client.get(at(f"journal/?jour={before}")).content.decode()
    for wrong in ("2026-13-45", "demain", "9999-01-01", "0001-01-01"):
        assert client.get(at(f"journal/?jour={wrong}")).status_code == 200


def test_the_journal_lists_the_days_operations_each_with_its_page_and_no_name(
    client, at, lived, deputy, today
):
    client.force_login(deputy)
    page = client.get(at("journal/")).content.decode().replace("\u00a0", " ")
    listed = page.split('id="operations"')[1]
    rows = [" ".join(re.sub("<[^>]*>", " ", row).split()) for row in listed.split("<tr")[2:]]
    assert f"Encaissement {lived.invoices.latest('pk').number}" in rows[0]  # the last one
    assert sum("Encaissement" in row for row in rows) == 2
    refund = next(row for row in rows if "Remboursement" in row)
    assert "Espèces" in refund
    assert "-2,01 €" in refund
    for entry in Entry.objects.filter(regie=lived, kind__in=[Kind.COLLECT]):
        assert at(f"paiements/{entry.payment_id}/") in listed
    assert at(f"remboursements/{Entry.objects.get(kind=Kind.REFUND).refund_id}/") in listed
    assert "Émission" not in listed
    assert "Delattre" not in page


def test_a_deposit_of_the_day_is_listed_without_a_page_and_with_what_it_moved(
    client, at, cash, treasurer
):
    depositing.deposit(regie=cash.regie, means=Means.CASH, agent=treasurer, key=uuid4())
    client.force_login(treasurer)
    listed = client.get(at("journal/")).content.decode().split('id="operations"')[1]
    row = listed.split("Versement")[1].split("</tr>")[0].replace("\u00a0", " ")
    assert "Caisse" in row
    assert "8,00 €" in row
    assert "-8,00" not in row


def test_the_queries_do_not_grow_with_the_day(
    client, at, lived, treasurer, django_assert_max_num_queries
):
    client.force_login(treasurer)
    client.get(at("journal/"))
    for _ in range(6):
        invoice = make_invoice(lived, total=100)
        collecting.collect(key=uuid4(), amounts={invoice: 100}, means=Means.CASH, agent=treasurer)
    for path in ("journal/", "releve/"):
        with django_assert_max_num_queries(16):
            client.get(at(path))


def test_the_statement_draws_the_month_and_says_it_in_a_table(client, at, lived, treasurer, today):
    client.force_login(treasurer)
    text = client.get(at(f"releve/?mois={today:%Y-%m}")).content.decode()
    assert "<svg" in text
    assert "style=" not in text
    assert "15,01" in text
    assert client.get(at("releve/?mois=jamais")).status_code == 200


def test_bars_stand_on_their_base_and_the_highest_takes_it_all(today):
    first = today.replace(day=1)
    drawn = bars(first, first + timedelta(days=30), {first: 1, today: 10_000}, "EUR")
    assert max(bar.height for bar in drawn) == BASE
    assert all(bar.y + bar.height == BASE for bar in drawn)
    assert drawn[0].height == (BASE if today == first else 2)
    assert all(bar.height == 0 for bar in bars(first, today, {}, "EUR"))


def test_the_paper_has_the_same_figures(client, at, lived, treasurer):
    client.force_login(treasurer)
    answer = client.get(at("releve/pdf/"))
    assert answer["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.content))
    text = "".join(page.extract_text() for page in reader.pages)
    assert "15,01" in text.replace("\u202f", " ")
    assert reader.trailer["/Root"]["/Lang"] == "fr"


def asked(client, at, kind, day):
    return client.post(at("journal/exporter/"), {"format": kind, "du": day, "au": day})


def test_a_short_file_comes_at_once_with_accounts_codes_and_vat(
    client, at, lived, treasurer, today
):
    client.force_login(treasurer)
    answer = asked(client, at, "csv", today)
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    kept = [Decimal(row["Recette TTC"].replace(",", ".")) for row in rows if row["Recette TTC"]]
    assert sum(kept) == Decimal("13.00")
    first = next(row for row in rows if row["Nature"] == "Encaissement")
    assert (first["Compte débité"], first["Code de recette"]) == ("53", "7067")
    back = next(row for row in rows if row["Nature"] == "Remboursement")
    assert back["Recette TTC"].startswith("-")
    assert Decimal(back["Montant"].replace(",", ".")) > 0
    assert "Awa" not in answer.content.decode()
    book = load_workbook(io.BytesIO(asked(client, at, "xlsx", today).content))
    sheet = book["Journal"]
    assert sheet.max_row == len(rows) + 1
    assert isinstance(sheet.cell(2, 12).value, int | float)


def test_a_sum_of_francs_has_no_decimals(client, treasurer):
    regie = make_regie(currency="XPF")
    agent = make_mandate(regie)
    collecting.collect(
        key=uuid4(), amounts={make_invoice(regie, total=1_501): 1_501}, means="cash", agent=agent
    )
    client.force_login(agent)
    base = f"/gestion/regies/{regie.code}/"
    assert "1\u202f501\u00a0F" in client.get(base + "journal/").content.decode().replace(
        "1\u00a0501", "1\u202f501"
    )
    day = books.day_of(regie, timezone.now())
    answer = client.post(base + "journal/exporter/", {"format": "csv", "du": day, "au": day})
    assert '"1501"' in answer.content.decode()


def test_cells_that_would_be_formulas_are_text(client, at, regie, treasurer, today):
    invoice = make_invoice(regie, lines=[Line("Repas", 100, "=1+1")])
    collecting.collect(key=uuid4(), amounts={invoice: 100}, means=Means.CASH, agent=treasurer)
    client.force_login(treasurer)
    assert '"\'=1+1"' in asked(client, at, "csv", today).content.decode()
    book = load_workbook(io.BytesIO(asked(client, at, "xlsx", today).content))
    cells = [cell for row in book["Journal"] for cell in row if cell.value == "=1+1"]
    assert [cell.data_type for cell in cells] == ["s"]


@pytest.mark.parametrize(
    "changes", [{"format": "exe"}, {"du": "x"}, {"du": "2999-01-01"}, {"au": "1999-01-01"}]
)
def test_what_makes_no_file_is_refused(client, at, treasurer, today, changes):
    client.force_login(treasurer)
    form = {"format": "csv", "du": today, "au": today}
    assert client.post(at("journal/exporter/"), form | changes).status_code == 400


def test_a_deputy_takes_no_file(client, at, deputy, today):
    client.force_login(deputy)
    assert asked(client, at, "csv", today).status_code == 403


def test_a_long_file_is_written_by_a_worker(client, at, lived, treasurer, today):
    export = exporting.ask(regie=lived, first=today, last=today, kind="xlsx", agent=treasurer)
    again = exporting.ask(regie=lived, first=today, last=today, kind="xlsx", agent=treasurer)
    assert again == export
    client.force_login(treasurer)
    page = at(f"journal/exports/{export.pk}/")
    assert "0 écritures sur 5" in client.get(page).content.decode()
    assert client.get(page + "fichier/").status_code == 404
    tasks.write_export.call(str(export.pk))
    tasks.write_export.call(str(export.pk))  # a second worker finds it done
    export.refresh_from_db()
    assert (export.state, export.written, export.total) == (LedgerExport.State.DONE, 5, 5)
    assert "prêt" in client.get(page).content.decode()
    content = b"".join(client.get(page + "fichier/"))
    assert load_workbook(io.BytesIO(content))["Journal"].max_row > 5


def test_a_file_is_of_who_asked_for_it_and_goes_after_a_week(
    client, at, lived, treasurer, deputy, today
):
    export = exporting.ask(regie=lived, first=today, last=today, kind="csv", agent=treasurer)
    exporting.write(str(export.pk))
    other = make_mandate(make_regie())
    client.force_login(other)
    assert client.get(at(f"journal/exports/{export.pk}/fichier/")).status_code == 404
    LedgerExport.objects.update(asked_at=timezone.now() - timedelta(days=8))
    tasks.forget_exports()
    assert not LedgerExport.objects.exists()


def test_a_long_file_is_not_made_while_one_waits(client, at, lived, treasurer, today, monkeypatch):
    monkeypatch.setattr(exporting, "AT_ONCE", 2)
    client.force_login(treasurer)
    answer = asked(client, at, "csv", today)
    assert answer.status_code == 302
    assert answer["Location"].startswith(at("journal/exports/"))
