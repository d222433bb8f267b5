"""The procedures, by the administrator's own import, and the texts to answer them with."""

from datetime import timedelta

from django.utils import timezone
from wagtail.models import Revision

from portal.demo.data import read, read_all
from portal.directory.models import Service
from portal.procedures.catch_all import ensure_catch_all
from portal.procedures.exchange import load
from portal.procedures.models import Procedure
from portal.replies.models import AnswerTemplate

RECEPTION = "ville-accueil"
PUBLISHED, REVIEWED = timedelta(days=900), timedelta(days=420)  # ago
UNTOUCHED = ("certificat-urbanisme", "subvention-association")  # since that review


def publish() -> None:
    """Put twelve procedures and « Autre demande » in force, then their answer templates."""
    procedures = read_all("procedures")
    load({"version": 1, "themes": read("themes"), "procedures": list(procedures.values())})
    ensure_catch_all(Service.objects.get(code=RECEPTION))
    _age()
    for row in read("answer_templates"):
        _template(row)


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
