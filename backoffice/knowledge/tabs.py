"""The pages of the knowledge base, side by side: those that the agent may open."""

from django.urls import reverse

from home.knowledge.models import KeptAnswer, Suggestion
from home.knowledge.rights import writes_somewhere
from portal.accounts.access import AgentRequest
from portal.ui.keyset import capped_count

EVERYBODYS = [
    ("Fiches", "knowledge"), ("Partenaires", "partners"), ("Mes propositions", "my_suggestions"),
]  # fmt: skip
WRITERS_OWN = [
    ("Propositions à traiter", "knowledge_suggestions"), ("Bonnes réponses", "kept_answers"),
    ("Recherches sans réponse", "unanswered_searches"),
]  # fmt: skip


def tabs(request: AgentRequest) -> list[dict[str, object]]:
    """What components/tabs.html draws."""
    agent, counts = request.user, {}
    names = list(EVERYBODYS)
    if writes_somewhere(agent):
        names += WRITERS_OWN
        counts = {
            "knowledge_suggestions": capped_count(Suggestion.objects.waiting().decided_by(agent)),
            "kept_answers": capped_count(KeptAnswer.objects.waiting_for(agent)),
        }
    return [
        {
            "label": label,
            "url": (url := reverse(name)),
            "current": request.path == url,
            "count": counts.get(name) or "",
        }
        for label, name in names
    ]
