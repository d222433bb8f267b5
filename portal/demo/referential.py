"""The procedures, by the administrator's own import, and the texts to answer them with."""

from datetime import timedelta
from enum import StrEnum
from typing import Any

from django.utils import timezone
from wagtail.models import Revision

from portal.accounts.models import Kind, User
from portal.demandes.models import MessageText
from portal.demo.data import read, read_all
from portal.demo.fees import paid_procedures
from portal.demo.stories import told_lives
from portal.demo.variations import variations
from portal.directory.models import Absence, Organisation, Service
from portal.procedures.catch_all import ensure_catch_all
from portal.procedures.exchange import load
from portal.procedures.models import Procedure, Responsibility, Theme
from portal.replies.models import AnswerTemplate

TERRITORY = ("commune_codes", "zone_codes", "phone", "stand_in_phone")
RECEPTION = "ville-accueil"
PUBLISHED, REVIEWED = timedelta(days=900), timedelta(days=420)  # ago
UNTOUCHED = ("certificat-urbanisme", "subvention-association")  # since that review


class Extent(StrEnum):
    """How much of the referential is put in force."""

    TOLD = "told"  # what the stories are about: enough for tests
    WRITTEN = "written"  # every procedure written one by one
    WHOLE = "whole"  # these and their variations: 503 with « Autre demande »


def procedures(extent: Extent) -> list[dict[str, Any]]:
    """The referential, as the administrator's import reads it."""
    written = read_all("procedures")
    if extent == Extent.TOLD:
        told = {code for code, _days_ago, _life in told_lives()} | paid_procedures()
        return [procedure for code, procedure in written.items() if code in told]
    return [*written.values(), *(variations(written) if extent == Extent.WHOLE else ())]


def publish(extent: Extent) -> None:
    """Put the procedures and « Autre demande » in force, then their answer templates."""
    load({"version": 1, "themes": read("themes"), "procedures": procedures(extent)})
    ensure_catch_all(Service.objects.get(code=RECEPTION))
    _age()
    for row in read("answer_templates"):
        _template(row)


def word_messages() -> None:
    """Give an organisation a message in its own words."""
    for row in read("message_texts"):
        organisation = Organisation.objects.get(slug=row.pop("organisation"))
        text = MessageText(organisation=organisation, **row)
        text.full_clean()
        text.save()
        text.save_revision().publish()


def name_referents() -> None:
    """Say who answers for what, where; one of them is away, and a colleague stands in."""
    named = read("responsibilities")
    for row in named["absences"]:
        until = timezone.localdate() + timedelta(days=row["in_days"])
        Absence.objects.create(agent=_agent(row["agent"]), until=until)
    for row in named["responsibilities"]:
        one = Responsibility(
            procedure=Procedure.objects.filter(code=row.get("procedure")).first(),
            theme=Theme.objects.filter(slug=row.get("theme")).first(),
            service=Service.objects.get(code=row["service"]),
            agent=_agent(row["agent"]),
            stand_in=_agent(row["stand_in"]) if "stand_in" in row else None,
            **{name: row.get(name, "") for name in TERRITORY},
        )
        one.full_clean()
        one.save()


def _agent(email: str) -> User:
    return User.objects.get(kind=Kind.AGENT, email=email)


def _age() -> None:
    """The referential is years old, and some of it was forgotten: the report of gaps says so."""
    now = timezone.now()
    Procedure.objects.update(first_published_at=now - PUBLISHED)
    untouched = Procedure.objects.filter(code__in=UNTOUCHED).values("latest_revision")
    Revision.objects.filter(pk__in=untouched).update(created_at=now - REVIEWED)


def _template(row: dict[str, str]) -> None:
    """One text; a row without a procedure serves them all."""
    procedure = Procedure.objects.get(code=row["procedure"]) if row["procedure"] else None
    template = AnswerTemplate(
        title=row["title"], procedure=procedure, decision=row["decision"], body=row["body"]
    )
    template.full_clean()
    template.save()
    template.save_revision().publish()
