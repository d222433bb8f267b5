"""PayFiP through eopayment and real HTTP: what is asked, what is understood of the answers."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from payments.gateways.base import GatewayError, Refused, Standing
from payments.gateways.payfip import PayFiPGateway
from payments.gateways.payfip_rules import LIFE, read_moment
from tests.payments.fake_payfip import FakePayFiP
from tests.payments.fake_payfip.desk import UNSECURED
from tests.payments.payfip.conftest import SITE, Ask, order

LATER = timedelta(minutes=3)  # an abandonment is believed after two
PARIS = ZoneInfo("Europe/Paris")


def test_an_operation_is_opened_with_what_the_law_asks(
    payfip: FakePayFiP, gateway: PayFiPGateway
) -> None:
    started = gateway.start(order(subject="Cœur d’été : été-automne 2026 !", amount=10_000_000))
    (call,) = payfip.calls
    assert call.operation == "creerPaiementSecurise"
    assert call.fields == {
        "numcli": "090909",
        "saisie": "T",
        "exer": "2026",
        "refdet": "CANTINE000123",
        "montant": "10000000",
        "mel": "awa.delattre@courriel.example",
        "objet": "Coeur d ete ete automne 2026",
        "urlnotif": f"{SITE}/notification/",
        "urlredirect": f"{SITE}/retour/",
    }
    assert started.url == f"{payfip.url}/tpa/paiementws.web?idop={started.provider_id}"


def test_without_an_address_of_its_own_the_page_is_the_treasury_s(payfip: FakePayFiP) -> None:
    secrets = payfip.secrets()
    del secrets["payment_url"]
    started = PayFiPGateway(secrets).start(order())
    page = "https://www.payfip.gouv.fr/tpa/paiementws.web?idop="
    assert started.url == page + started.provider_id


def test_an_object_of_signs_alone_is_left_out(payfip: FakePayFiP, gateway: PayFiPGateway) -> None:
    gateway.start(order(subject="…"))
    assert "objet" not in payfip.calls[0].fields


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": 99},
        {"reference": "A-1"},
        {"email": "a@b"},
        {"currency": "XPF"},
        {"earlier": datetime(2099, 1, 1, tzinfo=UTC)},
    ],
)
def test_what_the_law_refuses_is_never_asked(
    payfip: FakePayFiP, gateway: PayFiPGateway, changes: dict[str, object]
) -> None:
    with pytest.raises(Refused):
        gateway.start(order(**changes))
    assert payfip.calls == []


@pytest.mark.parametrize(("numcli", "code"), [("123456", "T2"), (UNSECURED, "T4")])
def test_what_payfip_refuses_is_said_with_its_code(
    payfip: FakePayFiP, numcli: str, code: str
) -> None:
    gateway = PayFiPGateway(payfip.secrets(numcli=numcli))
    with pytest.raises(Refused, match=f"PayFiP a refusé ce paiement \\(code {code}\\)"):
        gateway.start(order())


def test_nothing_is_known_before_the_person_has_paid(ask: Ask) -> None:
    fact = ask()
    assert (fact.standing, fact.charged) == (Standing.PENDING, 0)


@pytest.mark.parametrize(("by", "tail"), [("P", ""), ("V", "-tip")])
def test_a_payment_is_told_to_the_cent_with_its_hour_in_paris(
    payfip: FakePayFiP, gateway: PayFiPGateway, by: str, tail: str
) -> None:
    noon = datetime(2026, 7, 14, 12, 0, tzinfo=UTC)
    with time_machine.travel(noon, tick=False):
        idop = gateway.start(order()).provider_id
        payfip.pay(idop, by=by)
        fact = gateway.status(idop, started_at=noon)
    assert (fact.standing, fact.charged, fact.currency) == (Standing.PAID, 1250, "EUR")
    assert fact.paid_at == datetime(2026, 7, 14, 14, 0, tzinfo=PARIS)
    assert (fact.charge_id, fact.detail) == (idop[:8] + tail, by)


def test_without_an_authorisation_number_the_operation_names_the_charge(
    payfip: FakePayFiP, idop: str, ask: Ask
) -> None:
    payfip.pay(idop).numauto = None
    assert ask().charge_id == idop


def test_what_was_charged_is_told_not_what_was_asked(
    payfip: FakePayFiP, idop: str, ask: Ask
) -> None:
    payfip.pay(idop, amount=1)
    assert ask().charged == 1


@pytest.mark.parametrize("code", ["R", "Z"])
def test_a_refusal_charges_nothing(payfip: FakePayFiP, idop: str, ask: Ask, code: str) -> None:
    payfip.pay(idop, by=code)
    fact = ask()
    assert (fact.standing, fact.charged, fact.detail) == (Standing.REFUSED, 0, code)


def test_an_abandonment_is_believed_after_two_minutes(
    payfip: FakePayFiP, gateway: PayFiPGateway, idop: str
) -> None:
    """Until then the page can still be paid, says eopayment."""
    start = datetime.now(UTC)
    payfip.abandon(idop)
    early = gateway.status(idop, started_at=start)
    with time_machine.travel(start + LATER):
        late = gateway.status(idop, started_at=start)
    assert (early.standing, early.detail) == (Standing.PENDING, "A")
    assert (late.standing, late.charged, late.detail) == (Standing.EXPIRED, 0, "A")


@pytest.mark.parametrize(
    ("after", "standing"),
    [(timedelta(minutes=119), Standing.PENDING), (timedelta(minutes=121), Standing.EXPIRED)],
)
def test_what_has_no_result_is_given_up_after_two_hours(
    ask: Ask, after: timedelta, standing: Standing
) -> None:
    assert ask(after).standing == standing


@pytest.mark.parametrize(
    ("after", "standing"),
    [(LIFE - timedelta(seconds=5), Standing.PENDING), (LIFE, Standing.EXPIRED)],
)
def test_what_payfip_no_longer_knows_was_not_paid(
    payfip: FakePayFiP, idop: str, ask: Ask, after: timedelta, standing: Standing
) -> None:
    """As long as it may be paid, unknown may mean that its page was not opened yet."""
    payfip.expire(idop)
    assert ask(after).standing == standing


def test_a_result_that_nobody_knows_is_an_error(payfip: FakePayFiP, idop: str, ask: Ask) -> None:
    payfip.pay(idop, by="?")
    with pytest.raises(GatewayError, match="unknown result"):
        ask()


def test_an_amount_that_can_not_be_read_is_an_error(
    payfip: FakePayFiP, idop: str, ask: Ask
) -> None:
    payfip.pay(idop).montant = "12,50"
    with pytest.raises(GatewayError, match="no amount"):
        ask()


def test_an_answer_about_another_operation_is_an_error(
    payfip: FakePayFiP, gateway: PayFiPGateway, idop: str, ask: Ask
) -> None:
    other = gateway.start(order()).provider_id
    payfip.desk.operations[idop] = payfip.pay(other)
    with pytest.raises(GatewayError, match="another operation"):
        ask()


def test_a_try_pays_nothing_on_a_regie_in_production(payfip: FakePayFiP, idop: str) -> None:
    payfip.pay(idop)
    real = PayFiPGateway(payfip.secrets(saisie="W"))
    fact = real.status(idop, started_at=datetime.now(UTC))
    assert (fact.standing, fact.charged, fact.detail) == (Standing.EXPIRED, 0, "T")


@pytest.mark.parametrize("kind", ["Dysfonctionnement", "Indisponibilite", "Protocolaire"])
def test_a_breakdown_of_payfip_can_be_tried_again(
    payfip: FakePayFiP, gateway: PayFiPGateway, ask: Ask, kind: str
) -> None:
    payfip.fault_next(f"Tech{kind}Erreur")
    payfip.fault_next(f"Tech{kind}Erreur")
    with pytest.raises(GatewayError):
        gateway.start(order())
    with pytest.raises(GatewayError):
        ask()
    assert ask().standing == Standing.PENDING


@pytest.mark.parametrize("status", [200, 404, 500, 502])
def test_a_page_instead_of_an_answer_can_be_tried_again(
    payfip: FakePayFiP, gateway: PayFiPGateway, status: int
) -> None:
    payfip.fail_next(status)
    with pytest.raises(GatewayError):
        gateway.start(order())
    assert gateway.start(order()).provider_id in payfip.desk.operations


@pytest.mark.parametrize(("after", "opened"), [(False, 0), (True, 1)])
def test_a_line_that_is_cut_can_be_tried_again(
    payfip: FakePayFiP, gateway: PayFiPGateway, after: bool, opened: int
) -> None:
    """An operation opened all the same is one that nobody was sent to: it is never paid."""
    payfip.disconnect_next(after=after)
    with pytest.raises(GatewayError):
        gateway.start(order())
    assert len(payfip.desk.operations) == opened
    gateway.start(order())
    assert len(payfip.desk.operations) == opened + 1


def test_an_answer_that_does_not_come_is_not_waited_for(
    payfip: FakePayFiP, gateway: PayFiPGateway
) -> None:
    payfip.slow_next(0.6)
    gateway.timeout = 0.2
    with pytest.raises(GatewayError):
        gateway.start(order())


def test_nobody_there_is_an_error(gateway: PayFiPGateway, payfip: FakePayFiP) -> None:
    gone = PayFiPGateway(payfip.secrets(service_url="http://127.0.0.1:9/"))
    with pytest.raises(GatewayError):
        gone.start(order())
    with pytest.raises(GatewayError):
        gone.status("x", started_at=datetime.now(UTC))


def test_a_refusal_of_payfip_about_a_status_is_an_error(payfip: FakePayFiP, ask: Ask) -> None:
    payfip.fault_next("FonctionnelleErreur", "P9")
    with pytest.raises(GatewayError, match="P9"):
        ask()


def test_an_error_tells_nothing_of_the_person(payfip: FakePayFiP, gateway: PayFiPGateway) -> None:
    payfip.fail_next(502)
    with pytest.raises(GatewayError) as error:
        gateway.start(order())
    assert "awa" not in str(error.value)
    assert "awa" not in str(error.value.__cause__)


def test_closing_is_no_call(payfip: FakePayFiP, gateway: PayFiPGateway, idop: str) -> None:
    gateway.cancel(idop)
    assert len(payfip.calls) == 1


def test_it_says_that_it_neither_gives_back_nor_lists(gateway: PayFiPGateway) -> None:
    assert (gateway.can_refund, gateway.can_list) == (False, False)
    with pytest.raises(NotImplementedError):
        gateway.refund(key="k", charge_id="c", amount=1, currency="EUR")
    with pytest.raises(NotImplementedError):
        gateway.transactions(datetime.now(UTC).date(), "Europe/Paris")


@pytest.mark.parametrize(
    ("day", "clock"), [("", "1432"), ("28112026", ""), ("31022026", "1432"), ("28112026", "2532")]
)
def test_a_moment_that_is_none_is_not_told(day: str, clock: str) -> None:
    assert read_moment(day, clock) is None
