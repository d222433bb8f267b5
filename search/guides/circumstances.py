"""What makes the advice better, when the person wants to say it: never more than the address."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import QueryDict

from portal.directory.models import Commune
from portal.procedures.forms import StepForm, answers_of, step_form
from portal.procedures.models import Procedure
from portal.procedures.schema import Field, Option, Step
from search.advice.advice import Ease

KEPT = ("commune", "commune__insee", "urgent", "aisance")
LONGEST = 80  # characters of each that are read
COMMUNE = Field("commune", "commune", "Votre commune")
URGENT = Field("urgent", "yes_no", "Est-ce urgent\u00a0?")
EASE = Field(
    "aisance",
    "choice",
    "Avec internet",
    options=tuple(Option(each.value, str(each.label)) for each in Ease),
)


@dataclass(frozen=True)
class Circumstances:
    """From where, how pressing, how at ease; `query` carries them from page to page."""

    commune: Commune | None = None
    urgent: bool = False
    ease: Ease = Ease.ALONE
    query: str = ""
    form: StepForm | None = field(default=None, compare=False)


def read(sent: QueryDict, procedure: Procedure | None = None) -> Circumstances:
    """What the address says; what it can't mean is left out. The commune is asked only where the
    procedure goes to one service or another by it."""
    kept = {name: str(sent[name])[:LONGEST].replace("\x00", "") for name in KEPT if sent.get(name)}
    fields = (COMMUNE, URGENT, EASE) if _by_commune(procedure) else (URGENT, EASE)
    form = step_form(
        Step("conseil", "Pour mieux vous conseiller", fields=fields), answers={}, data=kept or None
    )
    answers = answers_of(form) if kept and form.is_valid() else {}
    return Circumstances(
        commune=Commune.objects.filter(pk=answers.get("commune") or "").first()
        if answers.get("commune")
        else None,
        urgent=answers.get("urgent") == "oui",
        ease=Ease(answers.get("aisance") or Ease.ALONE),
        query=f"?{urlencode(kept)}" if kept else "",
        form=form,
    )


def _by_commune(procedure: Procedure | None) -> bool:
    if procedure is None:
        return False
    rules = [*procedure.routing_rules.all(), *procedure.theme.rules.all()]
    return any(rule.commune_codes or rule.zone_codes for rule in rules)
