"""The invoices of a régie: found by an index, shown in few queries, issued once, printed."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from backoffice.treasury.invoices import filters, sheet, tables
from payments.models import Consultation, Invoice, InvoiceLine, InvoiceState, MandateRole, Means
from payments.splitting import rate_words
from payments.workflow import collecting, consulting, issuing
from portal.directory.models import Membership, Role
from tests.builders import make_demande
from tests.payments.builders import make_invoice, make_mandate, make_regie

db = pytest.mark.django_db
PAYER = issuing.Payer(
    "Lefèvre Awa", "awa@courriel.example", "12 rue des Lilas\n62000 Arras", "U-1042"
)


@pytest.fixture
def regie(db):
    return make_regie()


@pytest.fixture
def deputy(regie, client):
    agent = make_mandate(regie, MandateRole.DEPUTY)
    client.force_login(agent)
    return agent


def at(regie, path=""):
    return f"/gestion/regies/{regie.code}/factures/{path}"


def numbers(client, regie, **query):
    text = client.get(at(regie), query).content.decode()
    return {number for number in Invoice.objects.values_list("number", flat=True) if number in text}


class TestList:
    def test_each_filter_keeps_its_own(self, client, regie, deputy):
        today = timezone.localdate()
        late = make_invoice(regie, due_on=today.replace(year=today.year - 1))
        paid = make_invoice(regie, total=100)
        collecting.collect(key=uuid4(), amounts={paid: 100}, means=Means.CASH, agent=deputy)
        fee = make_invoice(regie, source="fee")
        make_invoice()
        assert numbers(client, regie) == {late.number, paid.number, fee.number}
        assert numbers(client, regie, state="overdue") == {late.number}
        assert numbers(client, regie, state="paid") == {paid.number}
        assert numbers(client, regie, source="fee") == {fee.number}
        tomorrow = timezone.localdate() + timedelta(1)
        assert numbers(client, regie, first=tomorrow.isoformat()) == set()
        assert len(numbers(client, regie, first=today.isoformat(), last=today.isoformat())) == 3

    @pytest.mark.parametrize(
        "typed", ["lefevre", "LEFÈVRE a", "U-1042", "F-77", "number", "spaced"]
    )
    def test_it_is_found_however_it_is_named(self, client, regie, deputy, typed):
        make_invoice(regie)
        wanted = make_invoice(regie, payer=PAYER, external_id="F-77")
        spaced = f"{wanted.number[:4]} {wanted.number[4:]}".lower()
        typed = {"number": wanted.number, "spaced": spaced}.get(typed, typed)
        assert numbers(client, regie, q=typed) == {wanted.number}

    @pytest.mark.parametrize(
        "query", [{"q": "\0"}, {"q": "%"}, {"state": "x"}, {"first": "0001-01-01"}, {"last": "x"}]
    )
    def test_what_means_nothing_breaks_nothing(self, client, regie, deputy, query):
        assert client.get(at(regie), query).status_code == 200

    def test_fifty_cost_what_five_cost(self, client, regie, deputy):
        costs = []
        for _ in range(2):
            for _ in range(10):
                make_invoice(regie)
            client.get(at(regie))
            with CaptureQueriesContext(connection) as queries:
                client.get(at(regie))
            costs.append(len(queries))
        assert costs[0] == costs[1]

    def test_on_postgresql_what_is_searched_goes_through_its_index(self, regie):
        model = make_invoice(regie)
        copies(model, 6_000)
        rare = make_invoice(regie, payer=PAYER, external_id="F-77")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        if connection.vendor != "postgresql":
            return
        for asked, index in [
            ({}, "invoices_of_a_regie"),
            ({"q": rare.number}, "invoices_by_payer_name"),
            ({"q": "lefevre"}, "invoices_by_payer_name"),
            ({"q": "U-1042"}, "invoices_of_a_payer"),
            ({"q": "F-77"}, "one_invoice_per_external_id"),
            ({"state": InvoiceState.CANCELLED}, "invoices_of_a_state"),
            ({"state": filters.OVERDUE}, "unpaid_by_due_date"),
        ]:
            rows = Invoice.objects.filter(regie=regie)
            kept = filters.narrow(rows, asked, regie, timezone.localdate())
            plan = str(kept.order_by("-issued_at", "-pk")[:26].explain())
            assert index in plan, (asked, plan)


def copies(model, count):
    """Invoices like that one, of as many payers."""
    Invoice.objects.bulk_create(
        Invoice(
            regie=model.regie,
            number=f"{model.number}X{rank}",
            access_code="BCDFGHJK",
            source="import",
            external_id=f"L-{rank}",
            subject="Cantine",
            payer_name=f"Payeur {rank}",
            payer_reference=f"P-{rank}",
            currency="EUR",
            total=100,
            issued_at=model.issued_at,
            issued_on=model.issued_on,
            due_on=timezone.localdate() + timedelta(30),
        )
        for rank in range(count)
    )


class TestPage:
    def test_it_shows_all_of_it_in_few_queries_whatever_the_lines(self, client, regie, deputy):
        demande = make_demande()
        Membership.objects.create(agent=deputy, service=demande.service, role=Role.OFFICER)
        lines = [issuing.Line(f"Repas {n}", 110, "7067", vat_rate=1000) for n in range(40)]
        invoice = make_invoice(regie, payer=PAYER, lines=lines, demande=demande)
        other = make_invoice(regie, payer=PAYER)
        for _ in range(3):
            collecting.collect(
                key=uuid4(),
                amounts={invoice: 100},
                means=Means.CHEQUE,
                agent=deputy,
                detail="BP 12",
            )
        found = sheet.context(invoice, regie, deputy, frozenset())
        assert found["vat"] == [sheet.Vat("10\u00a0%", 4_400, 400)]
        client.get(at(regie, f"{invoice.number}/"))
        with CaptureQueriesContext(connection) as queries:
            text = client.get(at(regie, f"{invoice.number}/")).content.decode()
        own = [each["sql"] for each in queries if "payments_" in each["sql"]]
        assert len(own) <= 10, "\n".join(own)
        for words in ("Repas 39", "TVA 10", "BP 12", demande.reference, other.number, "U-1042"):
            assert words in text

    def test_a_demande_that_the_agent_may_not_read_is_not_named(self, client, regie, deputy):
        demande = make_demande()
        invoice = make_invoice(regie, demande=demande)
        text = client.get(at(regie, f"{invoice.number}/")).content.decode()
        assert demande.reference not in text

    def test_an_invoice_of_another_regie_is_not_found(self, client, regie, deputy):
        invoice = make_invoice()
        for path in (f"{invoice.number}/", f"{invoice.number}/avis/"):
            assert client.get(at(regie, path)).status_code == 404

    def test_a_deputy_is_not_offered_to_undo(self, client, regie, deputy):
        invoice = make_invoice(regie, total=100)
        collecting.collect(key=uuid4(), amounts={invoice: 100}, means=Means.CASH, agent=deputy)
        assert "Annuler cet" not in client.get(at(regie, f"{invoice.number}/")).content.decode()
        client.force_login(make_mandate(regie))
        assert "Annuler cet" in client.get(at(regie, f"{invoice.number}/")).content.decode()


class TestConsultations:
    def test_one_is_noted_in_ten_minutes_for_an_agent_and_an_invoice(self, client, regie, deputy):
        invoice = make_invoice(regie)
        for _ in range(3):
            client.get(at(regie, f"{invoice.number}/"))
            client.get(at(regie), {"q": "delattre"})
            client.get(at(regie))
        said = Consultation.objects.order_by("pk").values_list("what", "invoice", "agent")
        assert list(said) == [
            (consulting.PAGE, invoice.pk, deputy.pk),
            (consulting.SEARCH, None, deputy.pk),
            (consulting.LIST, None, deputy.pk),
        ]
        Consultation.objects.update(at=timezone.now() - consulting.ONCE_IN)
        client.get(at(regie, f"{invoice.number}/"))
        assert Consultation.objects.count() == 4

    def test_the_treasurer_reads_the_log_of_their_regie(self, client, regie, deputy):
        invoice = make_invoice(regie)
        client.get(at(regie, f"{invoice.number}/"))
        client.force_login(make_mandate(regie))
        text = client.get(f"/gestion/regies/{regie.code}/consultations/").content.decode()
        assert invoice.number in text
        assert invoice.payer_name not in text

    def test_it_is_kept_a_year(self, regie, deputy):
        for _ in range(2):
            Consultation.objects.create(regie=regie, agent=deputy, what="Recherche")
        old = Consultation.objects.first()
        Consultation.objects.filter(pk=old.pk).update(at=timezone.now() - consulting.KEPT)
        assert consulting.purge() == 1
        assert Consultation.objects.count() == 1


def typed(**changes):
    due = timezone.localdate() + timedelta(30)
    return {
        "key": str(uuid4()),
        "subject": "Caution de salle",
        "payer_name": "Awa Delattre",
        "due_on": due.isoformat(),
        "lines-TOTAL_FORMS": "2",
        "lines-INITIAL_FORMS": "0",
        "lines-0-label": "Caution",
        "lines-0-quantity": "1,5",
        "lines-0-unit_price": "12,50",
        "lines-0-vat_rate": "550",
        "lines-0-revenue_code": "752",
        "lines-1-label": "",
        "lines-1-quantity": "1",
        "lines-1-unit_price": "",
        "lines-1-vat_rate": "0",
        "lines-1-revenue_code": "",
    } | changes


class TestNew:
    def test_what_is_typed_is_issued_once(self, client, regie, deputy):
        said = typed()
        for _ in range(2):
            answer = client.post(at(regie, "nouvelle/"), said)
        invoice = Invoice.objects.get()
        assert answer.url == at(regie, f"{invoice.number}/")
        line = InvoiceLine.objects.get()
        assert (invoice.total, line.vat_rate, line.unit_price) == (1_875, 550, 1_250)
        assert (invoice.source, invoice.payer_folded) == ("counter", "awa delattre")

    def test_a_line_more_keeps_what_was_typed_and_refuses_nothing(self, client, regie, deputy):
        answer = client.post(at(regie, "nouvelle/"), typed(act="add", payer_name=""))
        text = answer.content.decode()
        assert answer.status_code == 200
        assert "lines-2-label" in text
        assert 'name="lines-2-quantity" value="1"' in text
        assert "Caution de salle" in text
        assert "à corriger" not in text

    @pytest.mark.parametrize("count", ["10", "9999", "x", ""])
    def test_never_more_than_ten(self, client, regie, deputy, count):
        said = typed(act="add") | {"lines-TOTAL_FORMS": count}
        text = client.post(at(regie, "nouvelle/"), said).content.decode()
        assert "lines-10-label" not in text

    @pytest.mark.parametrize(
        "changes",
        [
            {"payer_name": ""},
            {"due_on": "2020-01-01"},
            {"lines-0-unit_price": "douze"},
            {"lines-0-unit_price": "-12,50"},
            {"lines-0-quantity": "0"},
            {"lines-0-revenue_code": "7 5"},
            {"lines-0-vat_rate": "1"},
            {"lines-0-label": ""},
            {"lines-1-label": "Une ligne à moitié"},
            {"lines-TOTAL_FORMS": "0"},
            {"key": "x"},
        ],
    )
    def test_what_is_wrong_is_said_first_and_kept(self, client, regie, deputy, changes):
        answer = client.post(at(regie, "nouvelle/"), typed(**changes))
        assert answer.status_code == 400
        text = answer.content.decode()
        assert 'class="errors"' in text
        assert "Caution de salle" in text
        assert not Invoice.objects.exists()


def test_the_notice_says_how_much_until_when_and_how_to_pay(client, regie, deputy):
    invoice = make_invoice(regie, payer=PAYER, due_on=timezone.localdate())
    answer = client.get(at(regie, f"{invoice.number}/avis/"))
    reader = PdfReader(BytesIO(answer.content))
    text = "".join(page.extract_text() for page in reader.pages).replace("\u00a0", " ")
    code = f"{invoice.access_code[:4]} {invoice.access_code[4:]}"
    for words in (invoice.number, code, "42,50 €", "Lefèvre Awa", "12 rue des Lilas", "/paiement/"):
        assert words in text
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("fr")
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_object().get_data()


@given(
    rate=st.sampled_from([0, 210, 550, 1_000, 2_000]),
    amounts=st.lists(st.integers(-(10**8), 10**8), min_size=1, max_size=10),
)
def test_vat_by_rate_is_whole_units_within_what_is_owed(rate, amounts):
    lines = [InvoiceLine(amount=amount, vat_rate=rate) for amount in amounts]
    [row] = sheet.vat_by_rate(lines)
    assert row.amount == sum(amounts)
    exact = row.amount * rate
    assert abs(row.vat * (10_000 + rate) - exact) * 2 <= 10_000 + rate


@pytest.mark.parametrize(
    ("rate", "words"),
    [(0, "0\u00a0%"), (550, "5,5\u00a0%"), (2_000, "20\u00a0%"), (5, "0,05\u00a0%")],
)
def test_a_rate_is_written_as_one_says_it(rate, words):
    assert rate_words(rate) == words


@db
def test_a_paid_invoice_is_never_overdue():
    today = timezone.localdate()
    invoice = Invoice(state=InvoiceState.PAID, total=1, paid=1, due_on=today.replace(year=2020))
    assert "En retard" not in tables.standing(invoice, today)
