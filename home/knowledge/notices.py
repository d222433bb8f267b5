"""What is written to agents about sheets: a title and a link; the words are read there."""

from typing import TYPE_CHECKING

from django.conf import settings

from home.knowledge.rights import WRITERS, may_write
from portal.accounts import staff_site
from portal.accounts.models import User
from portal.messaging.outbox import enqueue_email

if TYPE_CHECKING:
    from home.knowledge.models import KnowledgePage, Suggestion


def proposed(suggestion: "Suggestion") -> None:
    """To the agent who keeps the sheet; the service's queue shows it to the others."""
    keeper = suggestion.sheet.kept_by if suggestion.sheet else None
    if keeper is None or keeper == suggestion.proposed_by or not _reachable(keeper):
        return
    if may_write(keeper, suggestion.service_id):
        _write(
            f"suggestion:{suggestion.pk}:to:{keeper.pk}",
            keeper,
            subject="Une correction de votre fiche est proposée",
            sentence=f"Un agent propose de corriger la fiche « {suggestion.title} ».",
            path=suggestion.get_absolute_url(),
            label="Lire la proposition",
        )


def decided(suggestion: "Suggestion") -> None:
    """To whoever proposed, unless they decided themselves."""
    to = suggestion.proposed_by
    if to is None or to == suggestion.decided_by or not _reachable(to):
        return
    done = suggestion.status == "done"
    _write(
        f"suggestion:{suggestion.pk}:decided",
        to,
        subject="Votre proposition est suivie" if done else "Votre proposition n’est pas retenue",
        sentence=f"La fiche « {suggestion.title} » dit maintenant ce que vous avez proposé. Merci."
        if done
        else f"Votre proposition sur « {suggestion.title} » a reçu une réponse.",
        path=suggestion.get_absolute_url(),
        label="Voir la proposition",
    )


def to_review(sheet: "KnowledgePage") -> None:
    """To the agent who keeps it, else to those who write for its service; once per date."""
    for agent in _keepers(sheet):
        _write(
            f"sheet-review:{sheet.pk}:{sheet.review_by}:to:{agent.pk}",
            agent,
            subject="Une fiche interne est à relire",
            sentence=f"La fiche « {sheet.title} » est à relire. Si rien n’a changé, "
            "un clic sur « Toujours vrai » suffit.",
            path=sheet.get_absolute_url(),
            label="Relire la fiche",
        )


def _keepers(sheet: "KnowledgePage") -> list[User]:
    keeper = sheet.kept_by
    if keeper is not None and _reachable(keeper) and may_write(keeper, sheet.service_id):
        return [keeper]
    for unit in sheet.service.lineage:
        held = {"memberships__service": unit, "memberships__role__in": WRITERS}
        if agents := list(User.objects.working_agents().filter(**held).distinct().order_by("pk")):
            return agents
    return []


def _reachable(agent: User) -> bool:
    return agent.is_active and bool(agent.email)


def _write(key: str, to: User, *, subject: str, sentence: str, path: str, label: str) -> None:
    enqueue_email(
        key=key,
        topic="knowledge",
        recipient=to.email,
        subject=subject,
        template="procedures/notice",
        context={"sentence": sentence, "address": staff_site.address(path), "label": label},
        sender_name=settings.WAGTAIL_SITE_NAME,
    )
