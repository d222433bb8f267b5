"""The procedures, by the administrator's own import, and the texts to answer them with."""

from portal.demo.data import read, read_all
from portal.directory.models import Service
from portal.procedures.catch_all import ensure_catch_all
from portal.procedures.exchange import load
from portal.procedures.models import Procedure
from portal.replies.models import AnswerTemplate

RECEPTION = "ville-accueil"


def publish() -> None:
    """Put twelve procedures and « Autre demande » in force, then their answer templates."""
    procedures = read_all("procedures")
    load({"version": 1, "themes": read("themes"), "procedures": list(procedures.values())})
    ensure_catch_all(Service.objects.get(code=RECEPTION))
    for row in read("answer_templates"):
        _template(row)


def _template(row: dict[str, str]) -> None:
    """One text; a row without a procedure serves them all."""
    procedure = Procedure.objects.get(code=row["procedure"]) if row["procedure"] else None
    template = AnswerTemplate(
        title=row["title"], procedure=procedure, decision=row["decision"], body=row["body"]
    )
    template.full_clean()
    template.save()
    template.save_revision().publish()
