"""The knowledge base as a visitor of the journeys finds it."""

from django.urls import reverse

from home.knowledge.models import KeptAnswer
from home.knowledge.workflow import sheets as workflow
from home.knowledge.workflow import suggestions
from portal.accounts.models import User
from portal.demandes.models import Demande
from tests import builders
from tests.home.knowledge.builders import make_editor, make_partner, make_sheet, make_suggestion
from tests.journeys.town import Town

LINES = {
    "say": "Où est-ce exactement ?",
    "who": "Tout le monde\nSans compte",
    "steps": "Signaler\nSuivre",
    "delays": "Dix jours.",
    "traps": "Une plaque qui sonne creux : c’est l’eau.",
    "sources": "Règlement https://voirie.exemple.fr/",
}


def pages(agent: User, arlencourt: Town, demande: Demande) -> dict[str, list[str]]:
    """Where the addresses of sheets and partners lead, by their name."""
    editor = make_editor(arlencourt.roads)
    sheet = make_sheet(arlencourt.roads, by=editor, kept_by=editor, words="trou", **LINES)
    partner = make_partner(skills="Réseaux d’eau", phone="+33353010104", staff_line="Poste 12")
    for name, target in (("partners", partner), ("procedures", demande.procedure)):
        workflow.link(sheet, by=editor, name=name, target=target)
    suggestion = make_suggestion(sheet, by=agent)
    taken = suggestions.take(make_suggestion(sheet, by=agent), by=editor, version=0)
    answered = suggestions.refuse(taken, by=editor, version=1, answer="C’est déjà dit.")
    builders.say(demande, demande.assignee, "Le trou est bouché.")
    kept = KeptAnswer.objects.create(
        title="Trou", text="Bouché en trois jours.", service=arlencourt.roads
    )
    keep = reverse("answer_keep", args=[demande.reference])
    message = demande.messages.exclude(agent=None).first()
    return {
        "knowledge": [reverse("knowledge"), f"{reverse('knowledge')}?q=zzz&relire=1"],
        "knowledge_new": [reverse("knowledge_new")],
        "knowledge_propose": [
            reverse("knowledge_propose"), f"{reverse('knowledge_propose')}?fiche={sheet.slug}",
        ],
        "my_suggestions": [reverse("my_suggestions")],
        "knowledge_suggestions": [reverse("knowledge_suggestions")],
        "knowledge_suggestion": [suggestion.get_absolute_url(), answered.get_absolute_url()],
        "kept_answers": [reverse("kept_answers")],
        "unanswered_searches": [reverse("unanswered_searches")],
        "kept_answer": [reverse("kept_answer", args=[kept.pk])],
        "knowledge_sheet": [sheet.get_absolute_url()],
        "knowledge_edit": [
            f"{reverse('knowledge_edit', args=[sheet.slug])}?proposition={suggestion.pk}"
        ],
        "knowledge_ties": [reverse("knowledge_ties", args=[sheet.slug])],
        "partners": [reverse("partners")],
        "partner": [partner.get_absolute_url()],
        "answer_keep": [keep, f"{keep}?de=m{message.pk}"],
    }  # fmt: skip
