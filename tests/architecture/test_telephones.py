"""Beside each number that the public reads: its price, and the relay for deaf callers."""

import re
from pathlib import Path

import pytest

from tests.architecture.test_templates import FOLDER, templates

NUMBER = re.compile(r"tel:|\|\s*phone\b|phone_display|\bphone\s*}}")
SHOWN = re.compile(r'include "components/contact\.html" with (?P<inputs>[^%]*)')
PRICE, RELAY = re.compile(r"\bprice\b|phone_price"), re.compile(r"relay_url")
RESIDENT = "the person's own number, read by agents"
COLLEAGUE = "a colleague's line, read by agents: it isn't published"
EXCUSED = {
    "backoffice/casework/beneficiary.html": RESIDENT,
    "backoffice/casework/demande.html": RESIDENT,
    "backoffice/casework/person.html": RESIDENT,
    "backoffice/casework/dates.html": COLLEAGUE,
    "backoffice/who/referent.html": COLLEAGUE,
    "gallery/case.html": RESIDENT,
    "gallery/index.html": "shows the filter beside what it makes",
}
OTHERS = {
    "home/legal/mentions-legales.html": "{{ organisation.host_phone|phone }}"
}  # the host's, by law


def name(path: Path) -> str:
    return str(path.relative_to(FOLDER))


def words(path: Path) -> str:
    """The template without its opening comment, nor the number of somebody else."""
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"))
    other = OTHERS.get(name(path))
    return text.replace(other, "") if other else text


def numbers() -> list[Path]:
    """The templates that print a number, by themselves or through the component."""
    return [path for path in templates() if NUMBER.search(words(path)) or SHOWN.search(words(path))]


@pytest.mark.parametrize("path", numbers(), ids=name)
def test_a_number_never_goes_without_its_price_and_the_relay(path: Path) -> None:
    if name(path) in EXCUSED:
        return
    text = words(path)
    if NUMBER.search(SHOWN.sub("", text)):
        assert PRICE.search(text), "the price of the call is missing"
        assert RELAY.search(text), "the relay for deaf callers is missing"
    for shown in SHOWN.finditer(text):
        assert re.search(r"\bprice=[\w\"][^\" ]", shown["inputs"]), shown[0]
        assert re.search(r"\brelay_url=[\w\"][^\" ]", shown["inputs"]), shown[0]


def test_what_prints_numbers_is_known() -> None:
    """A new template joins this list once its price and its relay have been looked at."""
    assert {name(path) for path in numbers()} == {
        *EXCUSED,
        "backoffice/knowledge/partner.html",
        "backoffice/treasury/paper/notice.html",
        "backoffice/who/desk.html",
        "citizen/filing/filed.html",
        "citizen/filing/help.html",
        "citizen/filing/procedure.html",
        "citizen/paying/back.html",
        "citizen/paying/find.html",
        "citizen/paying/who.html",
        "citizen/tracking/tracked.html",
        "citizen/tracking/tracking.html",
        "components/contact.html",
        "components/telephone.html",
        "demandes/beneficiary_letter.html",
        "demandes/receipt.html",
        "demandes/slip.html",
        "emails/demandes/beneficiary.html",
        "emails/demandes/beneficiary.txt",
        "emails/demandes/reach.html",
        "emails/demandes/reach.txt",
        "emails/payments/reach.html",
        "emails/payments/reach.txt",
        "gallery/home.html",
        "home/directory_list.html",
        "home/reach.html",
        "procedures/paper.html",
        "search/guides/partner.html",
        "search/help.html",
    }
