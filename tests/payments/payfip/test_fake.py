"""The PayFiP of these tests refuses what the Treasury's refuses, and does what a test asks."""

from collections.abc import Callable
from datetime import timedelta
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest
import time_machine
from eopayment.payfip_ws import PayFiP, PayFiPError

from tests.payments.fake_payfip import FakePayFiP
from tests.payments.fake_payfip.server import PAGE, SERVICE
from tests.payments.fake_payfip.soap import wsdl
from tests.payments.payfip.conftest import SITE

ASKED = {
    "numcli": "090909",
    "saisie": "T",
    "exer": "2026",
    "refdet": "CANTINE1",
    "montant": "1250",
    "mel": "awa@exemple.fr",
    "url_notification": f"{SITE}/notification/",
    "url_redirect": f"{SITE}/retour/",
}
Open = Callable[..., str]


@pytest.fixture
def client(payfip: FakePayFiP) -> PayFiP:
    """eopayment's own client, without what its Payment checks."""
    client = PayFiP()
    client.client.service._binding_options["address"] = f"{payfip.url}{SERVICE}"
    return client


@pytest.fixture
def open_one(client: PayFiP) -> Open:
    return lambda **changes: str(client.get_idop(**ASKED | changes))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"numcli": "12345"}, "T1"),
        ({"numcli": "123456"}, "T2"),
        ({"numcli": "080808"}, "T4"),
        ({"saisie": "M"}, "S1"),
        ({"exer": "26"}, "E1"),
        ({"refdet": "A-1"}, "R3"),
        ({"refdet": "A" * 31}, "R3"),
        ({"objet": "été"}, "O1"),
        ({"objet": "a" * 101}, "O1"),
        ({"montant": "12.50"}, "M1"),
        ({"montant": "99"}, "M3"),
        ({"montant": "10000001"}, "M5"),
        ({"mel": ""}, "A1"),
        ({"mel": "awa.exemple.fr"}, "A2"),
        ({"mel": "a" * 80 + "@b.fr"}, "A2"),
        ({"url_notification": "notification"}, "N1"),
        ({"url_redirect": ""}, "D1"),
    ],
)
def test_what_is_asked_wrongly_is_refused_with_its_code(
    payfip: FakePayFiP, open_one: Open, changes: dict[str, str], code: str
) -> None:
    with pytest.raises(PayFiPError) as refused:
        open_one(**changes)
    assert refused.value.code == code
    assert payfip.desk.operations == {}


def test_a_client_is_presented(client: PayFiP) -> None:
    assert client.get_info_client("090909").libelleN1 == "REGIE DE LA CANTINE"
    with pytest.raises(PayFiPError, match="T2"):
        client.get_info_client("123456")


def test_an_operation_without_a_result_is_told_by_p5_and_an_unknown_one_by_p1(
    payfip: FakePayFiP, client: PayFiP, open_one: Open
) -> None:
    idop = open_one()
    with pytest.raises(PayFiPError, match="P5"):
        client.get_info_paiement(idop)
    payfip.expire(idop)
    with pytest.raises(PayFiPError, match="P1"):
        client.get_info_paiement(idop)


ENVELOPE = '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>{}</s:Body></s:Envelope>'


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<a/>",
        ENVELOPE.format(""),
        ENVELOPE.format("<creerPaiementSecurise/>"),
        ENVELOPE.format('<t:rembourser xmlns:t="{ns}"/>'),
        ENVELOPE.format(
            '<t:recupererDetailClient xmlns:t="{ns}"><arg0><numcli>1</numcli></arg0>'
            "</t:recupererDetailClient>"
        ),
    ],
)
def test_what_the_wsdl_does_not_describe_is_refused(payfip: FakePayFiP, body: str) -> None:
    status, text = post(payfip, SERVICE, body.replace("{ns}", wsdl().get("targetNamespace")))
    assert status == 500
    assert "TechProtocolaireErreur" in text
    assert payfip.calls == []


def post(payfip: FakePayFiP, path: str, body: str) -> tuple[int, str]:
    """The status, and the body or where it redirects to."""
    return exchange(payfip, "POST", path, body)


def exchange(payfip: FakePayFiP, method: str, path: str, body: str = "") -> tuple[int, str]:
    line = HTTPConnection("127.0.0.1", payfip.server.server_port)
    try:
        line.request(method, path, body.encode())
        response = line.getresponse()
        text = response.read().decode()
        return response.status, response.headers.get("Location", text)
    finally:
        line.close()


@pytest.mark.parametrize(
    ("choice", "code"), [("payer", "P"), ("prelever", "V"), ("refuser", "R"), ("abandonner", "A")]
)
def test_its_page_pays_tells_the_site_and_sends_the_browser_back(
    payfip: FakePayFiP, client: PayFiP, open_one: Open, choice: str, code: str
) -> None:
    with FakePayFiP() as site:  # any web server will do
        address = f"{site.url}/notification/"
        idop = open_one(url_notification=address)
        page = f"{PAGE}?idop={idop}"
        assert "1250 centimes" in exchange(payfip, "GET", page)[1]
        answered = post(payfip, page, urlencode({"choix": choice}))
    assert answered == (302, f"{SITE}/retour/")
    assert client.get_info_paiement(idop).resultrans == code
    assert payfip.notified == [(address, 404)]


def test_a_site_that_is_not_there_does_not_stop_a_payment(
    payfip: FakePayFiP, open_one: Open
) -> None:
    idop = open_one(url_notification="http://127.0.0.1:9/")
    assert post(payfip, f"{PAGE}?idop={idop}", "choix=payer")[0] == 302
    assert payfip.notify(idop, times=2) == [0, 0]
    assert len(payfip.notified) == 3


def test_its_page_can_not_be_paid_twice_nor_after_a_quarter_of_an_hour(
    payfip: FakePayFiP, open_one: Open
) -> None:
    payfip.tells = False
    first, second = open_one(), open_one()
    payfip.pay(first)
    assert "P3" in post(payfip, f"{PAGE}?idop={first}", "choix=payer")[1]
    late = payfip.desk.operations[second].created + timedelta(minutes=15, seconds=1)
    with time_machine.travel(late):
        assert "P4" in post(payfip, f"{PAGE}?idop={second}", "choix=payer")[1]
    assert "P1" in exchange(payfip, "GET", f"{PAGE}?idop=x")[1]
    assert payfip.notified == []


def test_who_left_its_page_may_come_back_to_it_for_two_minutes(
    payfip: FakePayFiP, open_one: Open
) -> None:
    payfip.tells = False
    first, second = open_one(), open_one()
    payfip.abandon(first)
    left = payfip.abandon(second).at
    assert post(payfip, f"{PAGE}?idop={first}", "choix=payer")[0] == 302
    with time_machine.travel(left + timedelta(minutes=2)):
        assert "P3" in post(payfip, f"{PAGE}?idop={second}", "choix=payer")[1]
    assert [each.result for each in payfip.desk.operations.values()] == ["P", "A"]


@pytest.mark.parametrize(("method", "path"), [("GET", "/"), ("POST", "/")])
def test_it_has_no_other_page(payfip: FakePayFiP, method: str, path: str) -> None:
    assert exchange(payfip, method, path)[0] == 404


def test_a_choice_that_is_none_ends_nothing(payfip: FakePayFiP, open_one: Open) -> None:
    idop = open_one()
    assert post(payfip, f"{PAGE}?idop={idop}", "choix=voler")[0] == 400
    assert payfip.desk.operations[idop].result == ""
