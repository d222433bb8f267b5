"""A procedure that is paid for, page after page: what it costs, what was filed, what is to pay."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from payments.models import Invoice, Timing
from payments.workflow import paying
from portal.demandes.models import Demande, Draft
from portal.demandes.states import State
from tests.builders import ANSWERS as PLAIN
from tests.builders import make_draft
from tests.citizen.filing.person import Person, main_of
from tests.payments.builders import confirmed
from tests.payments.fees.builders import ANSWERS, paid_procedure

pytestmark = pytest.mark.django_db


def at_the_check(person: Person, **answers: Any) -> str:
    """The check page once everything is answered."""
    Draft.objects.filter(pk=person.draft.pk).update(answers=ANSWERS | answers)
    return main_of(person.page("draft_check"))


def beginning(**fields: Any) -> Person:
    return Person(paid_procedure(**fields))


def follows(person: Person) -> str:
    demande = Demande.objects.get()
    return main_of(person.browser.get(reverse("tracked", args=[demande.reference])))


@pytest.mark.parametrize(
    ("timing", "when"),
    [
        (Timing.AFTER, "Vous déposez d’abord, puis vous payez : tout de suite, ou dans les 30"),
        (Timing.BEFORE, "Vous payez pour déposer : le service reçoit la demande une fois payée"),
    ],
)
def test_the_page_of_the_procedure_says_how_much_and_when(timing: Timing, when: str) -> None:
    person = beginning(timing=timing)
    page = main_of(person.browser.get(reverse("procedure", args=[person.procedure.code])))
    assert "De 0,00 € à 5,00 € , Cantine, par jour" in page
    assert "du quotient familial, de votre commune et de ce que vous demandez" in page
    assert when in page
    assert "Gratuit" not in page


def test_the_check_page_says_the_price_and_how_it_was_found() -> None:
    page = at_the_check(beginning())
    assert "Le prix : 4,00 €" in page
    for said in ("Habitants", "Quotient de 400 à 799 €", "2,00 €", "Quantité 2"):
        assert said in page
    assert "Vous déposez d’abord, puis vous payez" in page
    assert "Déposer la demande" in page


def test_without_a_quotient_it_says_plainly_which_price_counts() -> None:
    page = at_the_check(beginning(), quotient=None)
    assert "Sans quotient, le tarif le plus élevé s’applique." in page
    assert "Le prix : 7,00 €" in page


def test_filing_then_paying_offers_to_pay_at_once() -> None:
    person = beginning()
    at_the_check(person)
    page = main_of(person.browser.post(person.at("draft_check"), follow=True))
    invoice = Invoice.objects.get()
    assert "Votre demande est déposée" in page
    assert "À payer : 4,00 €" in page
    assert person.browser.get(reverse("invoice", args=[invoice.number])).status_code == 200
    assert "Payer maintenant" in follows(person)
    assert "Accusé de réception" in follows(person)


def test_paying_to_file_says_at_every_page_that_nothing_is_filed_yet() -> None:
    person = beginning(timing=Timing.BEFORE)
    assert "Enregistrer et payer" in at_the_check(person)
    page = main_of(person.browser.post(person.at("draft_check"), follow=True))
    for shown in (page, follows(person)):
        assert "Votre demande n’est pas encore déposée." in shown
        assert "Payer maintenant" in shown
        assert "Accusé de réception" not in shown
        assert "effacée et vous ne devez rien" in shown
    assert "En attente de votre paiement" in follows(person)
    reference = Demande.objects.get().reference
    assert person.browser.get(reverse("receipt", args=[reference])).status_code == 404


def test_once_paid_the_same_pages_say_that_it_is_filed() -> None:
    person = beginning(timing=Timing.BEFORE)
    at_the_check(person)
    person.file()
    invoice = Invoice.objects.get()
    confirmed(paying.start(invoices=[invoice], email=""))
    for page in (main_of(person.page("draft_filed")), follows(person)):
        assert "Payée : 4,00 €" in page
        assert "Payer maintenant" not in page
        assert "Accusé de réception" in page
    assert "Paiement reçu, demande déposée" in follows(person)


def test_the_person_may_give_up_before_paying_and_owes_nothing() -> None:
    person = beginning(timing=Timing.BEFORE)
    at_the_check(person)
    person.file()
    demande = Demande.objects.get()
    address = reverse("tracked_withdraw", args=[demande.reference])
    assert "vous ne devrez rien" in main_of(person.browser.get(address))
    person.browser.post(address, {"version": demande.version})
    assert Invoice.objects.get().state == "cancelled"
    page = follows(person)
    assert "Payer maintenant" not in page
    assert "Accusé de réception" not in page


def test_giving_up_what_was_filed_says_that_the_invoice_stays() -> None:
    person = beginning()
    at_the_check(person)
    person.file()
    demande, invoice = Demande.objects.get(), Invoice.objects.get()
    page = main_of(person.browser.get(reverse("tracked_withdraw", args=[demande.reference])))
    assert f"La facture {invoice.number} ( 4,00 € ) reste à payer" in page.replace(
        "(4,00 €)", "( 4,00 € )"
    )


def test_what_costs_nothing_is_filed_without_a_word_of_paying() -> None:
    person = beginning(timing=Timing.BEFORE)
    page = at_the_check(person, quotient=100)
    assert "Le prix : Gratuit" in page
    assert "Vous n’avez rien à payer." in page
    assert "Déposer la demande" in page
    filed = main_of(person.browser.post(person.at("draft_check"), follow=True))
    assert "Votre demande est déposée" in filed
    assert "À payer" not in filed


def test_without_a_price_there_is_no_button_and_the_answers_are_kept() -> None:
    person = beginning(tables="du 01/01/2090\n12", quotient_key="")
    page = at_the_check(person)
    assert "Cette démarche ne peut pas être déposée" in page
    assert "Déposer la demande" not in page
    sent = person.file()
    assert sent.status_code == 200
    assert not Demande.objects.exists()
    assert person.answers() == ANSWERS


def test_a_double_click_leads_to_one_demande_and_one_invoice() -> None:
    person = beginning(timing=Timing.BEFORE)
    at_the_check(person)
    assert person.file().url == person.file().url == person.at("draft_filed")
    assert Demande.objects.get().state == State.AWAITING_PAYMENT
    assert Invoice.objects.count() == 1


def test_another_browser_pays_nothing_by_guessing_a_number() -> None:
    person = beginning()
    at_the_check(person)
    person.file()
    other = beginning()
    address = reverse("invoice", args=[Invoice.objects.get().number])
    assert other.browser.get(address).status_code == 403


def test_a_procedure_without_fee_costs_filing_no_query_more(person: Person) -> None:
    """What the draft is loaded with says that there is no fee."""
    Draft.objects.filter(pk=person.draft.pk).update(answers=PLAIN)
    other = make_draft(person.procedure)
    with CaptureQueriesContext(connection) as queries:
        person.page("draft_check")
        person.file()
        person.page("draft_filed")
    asked = [each["sql"] for each in queries if "payments_" in each["sql"]]
    assert all('"payments_fee"."id"' in sql and "demandes_draft" in sql for sql in asked)
    assert other.answers == PLAIN
