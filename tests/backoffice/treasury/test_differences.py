"""Differences are explained and closed by the treasurer; a PayFiP statement is shown, then done."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from payments import books
from payments.models import Difference, Means, Payment, PaymentShare, ReconciliationRun
from payments.workflow import confirming
from tests.payments.builders import make_invoice, make_mandate, make_regie

pytestmark = pytest.mark.django_db
TITLES = "numcli;refdet;montant;dattrans;heurtrans;resultrans;numauto;idop;saisie"


@pytest.fixture
def difference(regie, payment):
    return Difference.objects.create(
        regie=regie, kind="missing", key="k", payment=payment, expected=1_000, currency="EUR"
    )


def test_a_difference_is_closed_with_a_note_and_stays(client, at, difference, treasurer):
    client.force_login(treasurer)
    assert "1" in client.get(at()).content.decode()
    address = at(f"ecarts/{difference.pk}/")
    assert "ne la montre" in client.get(address).content.decode()
    assert client.post(address, {"note": ""}).status_code == 400
    assert client.post(address, {"note": "Arrivé le lendemain"}).status_code == 302
    assert client.post(address, {"note": "Encore"}).status_code == 409
    difference.refresh_from_db()
    assert (difference.closed_by, difference.note) == (treasurer, "Arrivé le lendemain")
    assert "Aucun écart" in client.get(at("ecarts/")).content.decode()
    assert "Encaissé chez nous" in client.get(at("ecarts/?tous")).content.decode()


def test_a_deputy_reads_it_and_does_not_close_it(client, at, difference, deputy):
    client.force_login(deputy)
    address = at(f"ecarts/{difference.pk}/")
    assert "Régler l’écart" not in client.get(address).content.decode()
    assert client.post(address, {"note": "Vu"}).status_code == 403
    difference.refresh_from_db()
    assert difference.closed_at is None


def test_a_sum_in_a_currency_that_is_none_of_ours_is_shown(client, at, difference, treasurer):
    Difference.objects.update(kind="currency", currency="USD", found=990)
    client.force_login(treasurer)
    assert "990 USD" in client.get(at(f"ecarts/{difference.pk}/")).content.decode()
    assert "990 USD" in client.get(at("ecarts/")).content.decode()


@pytest.fixture
def payfip(db):
    regie = make_regie(provider="payfip")
    regie.set_keys("payfip", {"numcli": "006382", "saisie": "W"})
    regie.save()
    return regie


def paid_by_payfip(regie, idop, *, total=1_250):
    invoice = make_invoice(regie, total=total)
    payment = Payment.objects.create(
        regie=regie,
        means=Means.ONLINE,
        provider="payfip",
        provider_id=idop,
        reference=invoice.number,
        amount=total,
        currency="EUR",
    )
    PaymentShare.objects.create(payment=payment, invoice=invoice, asked=total)
    confirming.confirm(payment, total, timezone.now())
    return payment


def row(payment, idop, cents):
    day = books.day_of(payment.regie, timezone.now())
    cells = ["6382", payment.reference, cents, f"{day:%d%m%Y}", "1015", "P", "A55", idop, "W"]
    return ";".join(map(str, cells))


def brought(client, regie, *rows, first=None, last=None):
    today = books.day_of(regie, timezone.now())
    content = "\n".join([TITLES, *rows]).encode()
    form = {
        "first": first or today,
        "last": last or today,
        "file": SimpleUploadedFile("releve.csv", content, "text/csv"),
    }
    return client.post(f"/gestion/regies/{regie.code}/rapprochement/", form)


IDOPS = [f"{rank}" * 8 + "-1111-2222-3333-444444444444" for rank in (1, 2, 3)]


def test_a_statement_shows_its_figures_before_anything_changes(client, payfip):
    treasurer = make_mandate(payfip)
    same, other, absent = (paid_by_payfip(payfip, idop) for idop in IDOPS)
    client.force_login(treasurer)
    answer = brought(
        client,
        payfip,
        row(same, "", 1_250),
        row(other, IDOPS[1], 900),
        row(other, "9" * 8 + IDOPS[0][8:], 55),
    )
    assert answer.status_code == 302
    run = ReconciliationRun.objects.get()
    assert (run.listed, run.matched, run.repaired, run.differing) == (3, 1, 0, 3)
    assert not Difference.objects.exists()
    page = client.get(answer["Location"]).content.decode()
    assert "Rien n’a encore changé" in page
    assert client.post(answer["Location"] + "faire/").status_code == 302
    assert client.post(answer["Location"] + "faire/").status_code == 409
    kinds = Difference.objects.values_list("kind", "payment")
    assert set(kinds) == {("amount", other.pk), ("unknown", None), ("missing", absent.pk)}
    run.refresh_from_db()
    assert (run.matched, run.differing, run.lines) == (1, 3, [])


@pytest.mark.parametrize(
    ("rows", "days", "says"),
    [
        (["x"], {}, "Ligne 2"),
        ([], {"first": "2026-02-30"}, "date valide"),
        ([], {"first": "2026-01-01", "last": "2025-12-31"}, "suit le premier"),
        ([], {"first": "2020-01-01"}, "62 jours au plus"),
    ],
)
def test_a_statement_that_cannot_be_read_is_refused(client, payfip, rows, days, says):
    client.force_login(make_mandate(payfip))
    answer = brought(client, payfip, *rows, **days)
    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert not ReconciliationRun.objects.exists()


def test_a_day_to_come_is_refused(client, payfip):
    client.force_login(make_mandate(payfip))
    tomorrow = timezone.localdate() + timedelta(days=1)
    answer = brought(client, payfip, last=tomorrow)
    assert "pas encore passé" in answer.content.decode()


def test_a_regie_without_payfip_has_no_statement_to_bring(client, at, regie, treasurer):
    client.force_login(treasurer)
    assert "Relevé PayFiP" not in client.get(at("rapprochement/")).content.decode()
    assert brought(client, regie).status_code == 400
    assert not ReconciliationRun.objects.exists()


def test_the_statements_form_has_no_error_before_anything_is_sent(client, payfip):
    client.force_login(make_mandate(payfip))
    text = client.get(f"/gestion/regies/{payfip.code}/rapprochement/").content.decode()
    assert "Relevé PayFiP" in text
    assert "à corriger" not in text
