"""The pages of the counter: who may open them, what they refuse, what they do once."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone
from pypdf import PdfReader

from payments.models import (
    DayClosing,
    Deposit,
    Handover,
    Mandate,
    MandateRole,
    Means,
    Payment,
    PaymentState,
)
from payments.workflow import collecting, depositing, handing_over
from portal.directory.models import Role
from tests.payments.builders import make_invoice, make_mandate, make_regie
from tests.portal.directory.factories import make_agent, make_member, make_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def regie():
    return make_regie()


@pytest.fixture
def treasurer(regie, client):
    agent = make_mandate(regie)
    client.force_login(agent)
    return agent


def at(regie, path):
    return f"/gestion/regies/{regie.code}/{path}"


def take(regie, agent, amount=1_000, means=Means.CASH, detail=""):
    return collecting.collect(
        key=uuid4(),
        amounts={make_invoice(regie, total=amount): amount},
        means=means,
        agent=agent,
        detail=detail,
    )


def pdf_text(answer):
    reader = PdfReader(BytesIO(answer.content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert b'pdfuaid:part="1"' in reader.trailer["/Root"]["/Metadata"].get_object().get_data()
    return "".join(page.extract_text() for page in reader.pages).replace("\u00a0", " ")


# What each may open: the treasurer, a deputy, the administrator without a mandate.
PAGES = {
    "factures/": (200, 200, 404),
    "factures/nouvelle/": (200, 200, 404),
    "factures/{number}/": (200, 200, 404),
    "factures/{number}/avis/": (200, 200, 404),
    "encaisser/": (200, 200, 404),
    "encaisser/?f={number}": (200, 200, 404),
    "encaissements/{payment}/annuler/": (200, 403, 404),
    "cloture/": (200, 200, 404),
    "cloture/{today}/": (200, 200, 404),
    "versements/": (200, 403, 404),
    "versements/{slip}/bordereau/": (200, 403, 404),
    "consultations/": (200, 403, 404),
    "remise/": (200, 403, 200),
}


def test_each_page_opens_to_those_whose_work_it_is(client, regie):
    treasurer, deputy = make_mandate(regie), make_mandate(regie, MandateRole.DEPUTY)
    service = make_service(organisation=regie.organisation)
    ended = make_mandate(regie, MandateRole.DEPUTY)
    Mandate.objects.filter(agent=ended).update(until=timezone.localdate() - timedelta(1))
    nobody = [
        make_mandate(make_regie()),
        ended,
        make_member(service, Role.ADVISER),
        make_member(service, Role.HEAD),
        make_member(make_service(), Role.ADMINISTRATOR),
    ]
    payment = take(regie, deputy)
    slip = depositing.deposit(regie=regie, means=Means.CASH, agent=treasurer, key=uuid4(), amount=9)
    names = {
        "number": payment.reference,
        "payment": payment.pk,
        "today": timezone.localdate().isoformat(),
        "slip": slip.number,
    }
    people = [treasurer, deputy, make_member(service, Role.ADMINISTRATOR)]
    for agent, which in [
        *((agent, n) for n, agent in enumerate(people)),
        *((a, 3) for a in nobody),
    ]:
        client.force_login(agent)
        for path, statuses in PAGES.items():
            wanted = (*statuses, 404)[which]
            assert client.get(at(regie, path.format(**names))).status_code == wanted, (which, path)


class TestCollecting:
    def post(self, client, regie, *invoices, **said):
        query = "&".join(f"f={invoice.number}" for invoice in invoices)
        amounts = {f"amount_{invoice.pk}": "10,00" for invoice in invoices}
        fields = {"key": str(uuid4()), "means": "cash"} | amounts | said
        return client.post(at(regie, f"encaisser/?{query}"), fields)

    def test_change_is_said_and_two_clicks_take_once(self, client, regie, treasurer):
        one, two = (make_invoice(regie, total=1_000) for _ in range(2))
        key = str(uuid4())
        for _ in range(2):
            answer = self.post(client, regie, one, two, given="50", key=key)
            assert answer.url == at(regie, f"factures/{one.number}/")
        text = client.get(answer.url).content.decode().replace("\u00a0", " ")
        assert "Rendez 30,00 €" in text
        payment = Payment.objects.get()
        assert (payment.received, payment.taken_by) == (2_000, treasurer)
        assert payment.detail.replace("\u00a0", " ") == "Reçu 50,00 €, rendu 30,00 €"

    def test_change_is_computed_without_taking_anything(self, client, regie, treasurer):
        answer = self.post(client, regie, make_invoice(regie), given="12", act="change")
        assert "À rendre" in answer.content.decode()
        assert not Payment.objects.exists()

    @pytest.mark.parametrize(
        ("means", "field"),
        [("cheque", "cheque"), ("terminal", "ticket"), ("transfer", "transfer"), ("cesu", "cesu")],
    )
    def test_each_means_says_what_it_must(self, client, regie, treasurer, means, field):
        invoice = make_invoice(regie)
        refused = self.post(client, regie, invoice, means=means)
        assert refused.status_code == 400
        self.post(client, regie, invoice, means=means, **{field: "BP 123"})
        payment = Payment.objects.get()
        assert (payment.means, payment.detail) == (means, "BP 123")

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({"given": "9,99"}, "Il manque"),
            ({"given": "dix"}, "pas lisible"),
            ({"means": "online"}, "choix valide"),
            ({"means": ""}, "Choisissez le moyen"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_taken(
        self, client, regie, treasurer, said, words
    ):
        answer = self.post(client, regie, make_invoice(regie), **said)
        assert answer.status_code == 400
        assert words in answer.content.decode()
        assert not Payment.objects.exists()

    def test_above_what_is_owed_is_refused_with_what_was_typed(self, client, regie, treasurer):
        invoice = make_invoice(regie, total=500)
        answer = self.post(client, regie, invoice)
        assert answer.status_code == 409
        assert 'value="10,00"' in answer.content.decode()

    def test_numbers_that_are_not_the_regies_are_named(self, client, regie, treasurer):
        other = make_invoice()
        text = client.get(at(regie, f"encaisser/?f={other.number}")).content.decode()
        assert "aucune facture de la régie" in text
        assert other.payer_name not in text
        assert self.post(client, regie, other).status_code == 200
        assert not Payment.objects.exists()

    def test_a_paid_invoice_has_nothing_to_take(self, client, regie, treasurer):
        payment = take(regie, treasurer)
        text = client.get(at(regie, f"encaisser/?f={payment.reference}")).content.decode()
        assert "plus rien à encaisser" in text

    def test_the_treasurer_undoes_with_a_reason(self, client, regie, treasurer):
        payment = take(regie, treasurer)
        path = at(regie, f"encaissements/{payment.pk}/annuler/")
        assert client.post(path).status_code == 400
        assert client.post(path, {"reason": "Mauvaise facture"}).status_code == 302
        payment.refresh_from_db()
        assert payment.state == PaymentState.UNDONE
        depositable = client.post(path, {"reason": "Encore"})
        assert depositable.status_code == 302
        text = client.get(at(regie, f"factures/{payment.reference}/")).content.decode()
        assert "Mauvaise facture" in text

    def test_what_can_not_be_undone_says_why(self, client, regie, treasurer):
        payment = take(regie, treasurer)
        depositing.deposit(regie=regie, means=Means.CASH, agent=treasurer, key=uuid4())
        path = at(regie, f"encaissements/{payment.pk}/annuler/")
        answer = client.post(path, {"reason": "x"})
        assert answer.status_code == 409
        assert "versée au Trésor" in answer.content.decode()


class TestClosing:
    def path(self, regie, day=None):
        return at(regie, f"cloture/{(day or timezone.localdate()).isoformat()}/")

    def test_notes_and_coins_are_counted_by_the_server(self, client, regie, treasurer):
        take(regie, treasurer, 1_730)
        said = {"n1000": "1", "n500": "1", "n200": "1", "n10": "3", "act": "sum"}
        text = client.post(self.path(regie), said).content.decode()
        assert 'value="17,30"' in text
        assert "à corriger" not in text
        assert not DayClosing.objects.exists()

    def test_a_gap_is_refused_until_it_is_explained(self, client, regie, treasurer):
        take(regie, treasurer)
        refused = client.post(self.path(regie), {"cash": "9,50"})
        assert refused.status_code == 409
        assert 'value="9,50"' in refused.content.decode()
        done = client.post(self.path(regie), {"cash": "9,50", "note": "Erreur de rendu"})
        assert done.url == at(regie, "cloture/")
        text = client.get(done.url).content.decode()
        assert "Erreur de rendu" in text
        assert "est close" in text

    @pytest.mark.parametrize("said", [{}, {"cash": "x"}, {"cash": "-1"}, {"cash": "1", "n5": "-1"}])
    def test_what_is_wrong_closes_nothing(self, client, regie, treasurer, said):
        assert client.post(self.path(regie), said).status_code == 400
        assert not DayClosing.objects.exists()

    def test_a_closed_day_asks_for_no_count_any_more(self, client, regie, treasurer):
        take(regie, treasurer)
        client.post(self.path(regie), {"cash": "10"})
        answer = client.get(self.path(regie), follow=True)
        assert answer.redirect_chain == [(at(regie, "cloture/"), 302)]
        assert "est déjà close" in answer.content.decode()

    def test_a_day_that_is_none_is_not_found(self, client, regie, treasurer):
        assert client.get(at(regie, "cloture/2026-02-30/")).status_code == 404

    def test_a_forgotten_day_is_shown_first(self, client, regie, treasurer):
        yesterday = timezone.localdate() - timedelta(1)
        with time_machine.travel(timezone.now() - timedelta(1), tick=False):
            take(regie, treasurer)
        for path in ("", "cloture/"):
            assert self.path(regie, yesterday) in client.get(at(regie, path)).content.decode()
        assert client.post(self.path(regie), {"cash": "10"}).status_code == 409
        assert client.post(self.path(regie, yesterday), {"cash": "10"}).status_code == 302


class TestDeposits:
    def test_two_clicks_pay_in_once_and_the_slip_names_the_cheques(self, client, regie, treasurer):
        for bank in ("BP 12", "CA 98"):
            take(regie, treasurer, 1_500, Means.CHEQUE, bank)
        said = {"key": str(uuid4()), "means": "cheque", "amount": ""}
        for _ in range(2):
            client.post(at(regie, "versements/"), said)
        made = Deposit.objects.get()
        assert made.number in client.get(at(regie, "versements/")).content.decode()
        text = pdf_text(client.get(at(regie, f"versements/{made.number}/bordereau/")))
        for words in (made.number, "BP 12", "CA 98", "30,00 €", "2 en tout"):
            assert words in text

    def test_more_than_what_is_held_is_refused(self, client, regie, treasurer):
        take(regie, treasurer)
        said = {"key": str(uuid4()), "means": "cash", "amount": "10,01"}
        answer = client.post(at(regie, "versements/"), said)
        assert answer.status_code == 409
        assert 'value="10,01"' in answer.content.decode()
        assert client.post(at(regie, "versements/"), said | {"means": "x"}).status_code == 400
        assert not Deposit.objects.exists()

    def test_the_maximum_is_told_where_one_collects_and_at_home(self, client, treasurer, regie):
        regie.cash_maximum = 1_000
        regie.save()
        take(regie, treasurer)
        for path in ("", "encaisser/", "versements/"):
            assert "maximum autorisé" in client.get(at(regie, path)).content.decode()


class TestHandover:
    def test_the_record_is_for_both_and_the_administration(self, client, regie, treasurer):
        service = make_service(organisation=regie.organisation)
        new = make_member(service, Role.OFFICER, first_name="Inès", last_name="Moreau")
        said = {"to": new.email.upper(), "counted": "0"}
        answer = client.post(at(regie, "remise/"), said)
        done = Handover.objects.get()
        assert answer.url == at(regie, f"remise/{done.pk}/")
        for agent in (treasurer, new, make_member(service, Role.ADMINISTRATOR)):
            client.force_login(agent)
            assert client.get(answer.url).status_code == 200
            assert "Inès Moreau" in pdf_text(client.get(f"{answer.url}?pdf"))
        for agent in (make_mandate(regie, MandateRole.DEPUTY), make_mandate(make_regie())):
            client.force_login(agent)
            assert client.get(answer.url).status_code == 403

    @pytest.mark.parametrize("who", ["unknown", "elsewhere", "inactive"])
    def test_it_goes_to_an_agent_of_the_organisation(self, client, regie, treasurer, who):
        service = make_service(organisation=regie.organisation)
        agents = {
            "elsewhere": make_agent().email,
            "inactive": make_member(service, Role.HEAD, is_active=False).email,
        }
        said = {"to": agents.get(who, "x@y.example"), "counted": "0"}
        answer = client.post(at(regie, "remise/"), said)
        assert answer.status_code == 400
        assert not Handover.objects.exists()

    def test_a_difference_wants_reserves(self, client, regie, treasurer):
        deputy = make_mandate(regie, MandateRole.DEPUTY)
        answer = client.post(at(regie, "remise/"), {"to": deputy.email, "counted": "1"})
        assert answer.status_code == 409
        assert handing_over.running().filter(agent=treasurer).exists()
