"""Two persons give money back, on pages that bear double clicks and stale tabs."""

from uuid import uuid4

import pytest

from payments.models import Consultation, Difference, Payment, Refund, RefundState
from payments.workflow import refunding
from tests.payments.builders import make_mandate, make_regie

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(payment, invoice, deputy):
    return refunding.ask(
        payment=payment, invoice=invoice, amount=400, reason="Séjour annulé", agent=deputy
    )


def text_of(answer):
    return answer.content.decode()


def test_a_payment_says_what_came_in_and_looking_at_it_is_written_down(
    client, at, payment, invoice, asked, deputy
):
    client.force_login(deputy)
    text = text_of(client.get(at(f"paiements/{payment.pk}/")))
    for words in ("10,00", invoice.number, payment.charge_id, "Séjour annulé", "Encaissé", "Awa"):
        assert words in text
    seen = Consultation.objects.get()
    assert (seen.agent, seen.invoice, seen.what) == (deputy, invoice, "Paiement")


def test_half_is_asked_for_by_one_and_approved_by_another(
    client, at, payment, invoice, deputy, colleague
):
    client.force_login(deputy)
    form = {"of": invoice.pk, "amount": "5,00", "reason": "Une semaine", "key": uuid4()}
    for _ in range(2):  # a double click
        answer = client.post(at(f"paiements/{payment.pk}/rembourser/"), form)
        assert answer.status_code == 302
    refund = Refund.objects.get()
    assert (refund.amount, refund.state, refund.asked_by) == (500, RefundState.ASKED, deputy)
    page = text_of(client.get(answer["Location"]))
    assert "une autre personne" in page
    assert "Approuver" not in page
    assert client.post(at(f"remboursements/{refund.pk}/approuver/")).status_code == 403
    client.force_login(colleague)
    assert "Approuver" in text_of(client.get(answer["Location"]))
    for _ in range(2):
        assert client.post(at(f"remboursements/{refund.pk}/approuver/")).status_code == 302
    refund.refresh_from_db()
    assert (refund.state, refund.decided_by) == (RefundState.APPROVED, colleague)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"amount": "10,01"}, "10,00"),
        ({"amount": "0"}, "supérieur à zéro"),
        ({"amount": "-3"}, "supérieur à zéro"),
        ({"amount": "beaucoup"}, "pas lisible"),
        ({"amount": ""}, "Écrivez le montant"),
        ({"reason": ""}, "Écrivez pourquoi"),
        ({"reason": "x" * 201}, "200"),
        ({"of": "surplus"}, "Sélectionnez un choix valide"),
        ({"of": ""}, "Choisissez ce qui est remboursé"),
    ],
)
def test_a_wrong_ask_is_said_and_what_was_typed_is_kept(
    client, at, payment, invoice, deputy, changes, says
):
    client.force_login(deputy)
    form = {"of": invoice.pk, "amount": "5,00", "reason": "Une semaine", "key": uuid4()}
    answer = client.post(at(f"paiements/{payment.pk}/rembourser/"), form | changes)
    assert answer.status_code == 400
    assert says in text_of(answer)
    assert not Refund.objects.exists()


def test_nothing_is_left_to_ask_for_once_all_is_held(client, at, payment, invoice, deputy):
    refunding.ask(payment=payment, invoice=invoice, amount=1_000, reason="Tout", agent=deputy)
    client.force_login(deputy)
    assert "plus rien à rembourser" in text_of(
        client.get(at(f"paiements/{payment.pk}/rembourser/"))
    )
    assert "Demander un remboursement" not in text_of(client.get(at(f"paiements/{payment.pk}/")))


def test_a_refusal_wants_a_reason_and_a_stale_page_is_told(client, at, asked, colleague, treasurer):
    client.force_login(colleague)
    address = at(f"remboursements/{asked.pk}/refuser/")
    assert "Écrivez pourquoi" in text_of(client.post(address))
    assert client.post(address, {"reason": "Séjour fait"}).status_code == 302
    assert client.post(address, {"reason": "Séjour fait"}).status_code == 302  # the same person
    asked.refresh_from_db()
    assert (asked.state, asked.refusal) == (RefundState.REFUSED, "Séjour fait")
    client.force_login(treasurer)
    answer = client.post(at(f"remboursements/{asked.pk}/approuver/"))
    assert answer.status_code == 409
    assert "déjà été traité" in text_of(answer)


def test_a_surplus_is_taken_up_by_one_and_then_waits_for_another(
    client, at, payment, deputy, colleague
):
    Payment.objects.filter(pk=payment.pk).update(received=1_200, surplus=200)
    refund = Refund.objects.create(
        payment=payment, amount=200, reason="Trop-perçu", state=RefundState.PROPOSED
    )
    client.force_login(deputy)
    assert "Demander ce remboursement" in text_of(client.get(at(f"remboursements/{refund.pk}/")))
    assert client.post(at(f"remboursements/{refund.pk}/reprendre/")).status_code == 302
    client.force_login(colleague)
    assert client.post(at(f"remboursements/{refund.pk}/reprendre/")).status_code == 409
    refund.refresh_from_db()
    assert refund.asked_by == deputy


def test_what_came_in_cash_is_paid_back_by_hand_with_its_reference(
    client, at, cash, deputy, colleague
):
    refund = refunding.ask(
        payment=cash, invoice=cash.shares.get().invoice, amount=300, reason="Erreur", agent=deputy
    )
    refunding.approve(refund=refund, agent=colleague)
    client.force_login(deputy)
    assert "Payé par le comptable" in text_of(client.get(at(f"remboursements/{refund.pk}/")))
    address = at(f"remboursements/{refund.pk}/paye/")
    assert "Écrivez la référence" in text_of(client.post(address))
    for _ in range(2):
        assert client.post(address, {"reference": "M-2026-41"}).status_code == 302
    refund.refresh_from_db()
    assert (refund.state, refund.provider_id) == (RefundState.SETTLED, "M-2026-41")


def test_a_failed_one_says_what_to_do_next(client, at, asked, colleague):
    Refund.objects.update(state=RefundState.FAILED, detail="Carte close")
    client.force_login(colleague)
    text = text_of(client.get(at(f"remboursements/{asked.pk}/")))
    assert "Demandez un nouveau remboursement" in text
    assert "Carte close" in text


def test_the_list_shows_what_waits_and_the_home_counts_it(client, at, asked, deputy, colleague):
    client.force_login(colleague)
    assert "Remboursements à approuver" in text_of(client.get(at()))
    assert "4,00" in text_of(client.get(at("remboursements/")))
    client.force_login(deputy)  # who asked for it waits for somebody else
    assert "Remboursements à approuver" not in text_of(client.get(at()))
    refunding.refuse(refund=asked, agent=colleague, reason="Non")
    assert "4,00" not in text_of(client.get(at("remboursements/")))
    assert "4,00" in text_of(client.get(at("remboursements/?tous")))


PAGES = ["paiements/", "remboursements/", "journal/", "releve/", "ecarts/"]
OF_TREASURER = ["rapprochement/", "titres/", "releve/pdf/"]


def test_each_page_is_of_the_mandates_that_it_names(client, at, treasurer, deputy):
    stranger = make_mandate(make_regie())
    for agent, opened, closed in ((treasurer, 200, 200), (deputy, 200, 403), (stranger, 404, 404)):
        client.force_login(agent)
        assert {client.get(at(path)).status_code for path in PAGES} == {opened}
        assert {client.get(at(path)).status_code for path in OF_TREASURER} == {closed}


def test_what_is_another_regies_is_not_found(client, payment, asked):
    other = make_regie()
    client.force_login(make_mandate(other))
    base = f"/gestion/regies/{other.code}/"
    paths = [f"paiements/{payment.pk}/", f"remboursements/{asked.pk}/"]
    assert {client.get(base + path).status_code for path in paths} == {404}
    verbs = [f"remboursements/{asked.pk}/{verb}/" for verb in ("approuver", "refuser", "paye")]
    assert {client.post(base + path).status_code for path in verbs} == {404}
    asked.refresh_from_db()
    assert asked.state == RefundState.ASKED


@pytest.mark.parametrize("path", ["paiements/", "remboursements/?tous", "ecarts/"])
def test_the_queries_of_a_list_do_not_grow(
    client, at, path, payment, invoice, asked, treasurer, deputy, django_assert_max_num_queries
):
    for rank in range(8):
        Refund.objects.create(
            payment=payment, amount=1, reason="x", state=RefundState.PROPOSED, asked_by=deputy
        )
        Payment.objects.create(
            regie=payment.regie, means="online", amount=1, currency="EUR", reference=f"R{rank}"
        )
        Difference.objects.create(
            regie=payment.regie, kind="unknown", key=f"k{rank}", payment=payment, currency="EUR"
        )
    client.force_login(treasurer)
    with django_assert_max_num_queries(10):
        assert client.get(at(path)).status_code == 200
