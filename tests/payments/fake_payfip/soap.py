"""Envelopes in and out, held to the schemas that come with eopayment."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import eopayment
from lxml import etree

RESOURCE = Path(eopayment.__file__).parent / "resource"
WSDL = "{http://schemas.xmlsoap.org/wsdl/}"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
EXCEPTIONS = "fr.gouv.finances.cp.tpa.webservice.exceptions"


class Call(NamedTuple):
    operation: str
    fields: dict[str, str]


class MalformedError(Exception):
    """Not what the WSDL describes."""


class Fault(Exception):
    """What the service answers instead of a result."""

    def __init__(self, code: str, text: str, kind: str = "FonctionnelleErreur") -> None:
        super().__init__(code, text)
        self.code, self.text, self.kind = code, text, kind


@cache
def wsdl() -> etree._Element:
    return etree.parse(RESOURCE / "PaiementSecuriseService.wsdl").getroot()


@cache
def schema() -> etree.XMLSchema:
    """The first one imports the two others."""
    return etree.XMLSchema(etree.parse(RESOURCE / "PaiementSecuriseService_schema1.xsd"))


@cache
def operations() -> frozenset[str]:
    return frozenset(each.get("name") for each in wsdl().findall(f"{WSDL}portType/{WSDL}operation"))


def read(body: bytes) -> Call:
    """What is asked. Raises MalformedError."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        envelope = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise MalformedError(str(error)) from error
    asked = envelope.findall(f"{{{SOAP}}}Body/*")
    if envelope.tag != f"{{{SOAP}}}Envelope" or len(asked) != 1:
        raise MalformedError("no envelope with one request")
    (request,) = asked
    name = etree.QName(request)
    if name.namespace != wsdl().get("targetNamespace") or name.localname not in operations():
        raise MalformedError(f"no such operation: {name}")
    if not schema().validate(request):
        raise MalformedError(str(schema().error_log.last_error))
    return Call(name.localname, {field.tag: field.text or "" for field in request.iterfind("*/*")})


def answer(operation: str, fields: Mapping[str, str | None]) -> bytes:
    """The result of an operation: absent fields are None."""
    response = etree.Element(_name(f"{operation}Response"))
    returned = etree.SubElement(response, "return")
    _fill(returned, fields)
    return _envelope(response)


def fault(told: Fault) -> bytes:
    """A fault with its detail."""
    detail = etree.Element(_name(told.kind))
    _fill(
        detail,
        {
            "code": told.code,
            "descriptif": told.text,
            "libelle": told.text,
            "message": f"{EXCEPTIONS}.{told.kind}",
            "severite": "2",
        },
    )
    _hold(detail)
    wrong = etree.Element(f"{{{SOAP}}}Fault")
    _fill(wrong, {"faultcode": "Server", "faultstring": f"{EXCEPTIONS}.{told.kind}"})
    etree.SubElement(wrong, "detail").append(detail)
    return _envelope(wrong, checked=False)


def _name(local: str) -> str:
    return f"{{{wsdl().get('targetNamespace')}}}{local}"


def _fill(parent: etree._Element, fields: Mapping[str, str | None]) -> None:
    for name, value in fields.items():
        if value is not None:
            etree.SubElement(parent, name).text = value


def _hold(element: etree._Element) -> None:
    """This fake says nothing that the real one's schema doesn't allow."""
    schema().assertValid(element)


def _envelope(content: etree._Element, *, checked: bool = True) -> bytes:
    if checked:
        _hold(content)
    envelope = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"soap": SOAP})
    etree.SubElement(envelope, f"{{{SOAP}}}Body").append(content)
    return etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")
