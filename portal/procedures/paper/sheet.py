"""What the paper says: who asks, what to join, the steps and their questions, where to send it."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string

from portal.directory.models import Organisation, Service
from portal.procedures.compile import current_version
from portal.procedures.paper.blanks import Blank, blanks
from portal.procedures.paper.wording import said
from portal.procedures.schema import Field, FormSchema, Step

if TYPE_CHECKING:
    from portal.procedures.models import Procedure

LOGO = "max-400x160|format-png"


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its number, or (number 0) a text to read."""

    number: int
    field: Field
    condition: str
    blanks: list[Blank]


@dataclass(frozen=True, slots=True)
class Part:
    """A step."""

    step: Step
    condition: str
    questions: list[Question]


def parts(schema: FormSchema) -> list[Part]:
    """Every step and every question, numbered from one end to the other."""
    asked: dict[str, tuple[int, Field]] = {}
    found = []
    for step in schema.steps:
        condition = said(step.show_if, asked)
        found.append(Part(step, condition, list(_questions(step, asked))))
    return found


def _questions(step: Step, asked: dict[str, tuple[int, Field]]) -> Iterator[Question]:
    for field in step.fields:
        if field.type == "computed":  # the service does the sum
            continue
        room, condition = blanks(field), said(field.show_if, asked)
        if room:
            asked[field.key] = (len(asked) + 1, field)
        yield Question(asked[field.key][0] if room else 0, field, condition, room)


def page(procedure: "Procedure") -> str:
    """The whole form as the page that the PDF is drawn from. Raises NoForm."""
    version = current_version(procedure)
    services = Service.objects.with_contact().select_related("organisation__logo")
    service = services.get(pk=procedure.service_id)
    organisation = service.organisation
    context: dict[str, Any] = {
        "procedure": procedure,
        "organisation": organisation,
        "logo": logo(organisation),
        "service": service,
        "contact": service.contact,
        "documents": list(procedure.required_documents.all()),
        "parts": parts(version.form),
        "version": str(version),
        "appeal_route": procedure.appeal_route or organisation.appeal_route,
    }
    return render_to_string("procedures/paper.html", context)


def logo(organisation: Organisation) -> str:
    """The logo as an address that holds the picture itself; blank without one."""
    if organisation.logo is None:
        return ""
    try:
        with organisation.logo.get_rendition(LOGO).file.open("rb") as file:
            return f"data:image/png;base64,{base64.b64encode(file.read()).decode()}"
    except OSError:  # its file is gone: the name says enough
        return ""
