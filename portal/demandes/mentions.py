"""Colleagues named in notes: who may be, who is, how they are told."""

import re
from collections.abc import Iterable

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from portal.accounts import staff_site
from portal.accounts.models import User
from portal.demandes import clock
from portal.demandes.models import Demande, Mention
from portal.demandes.querysets import CONFIDENTIAL_ROLES, ENVELOPE_ROLES
from portal.directory.models import Membership
from portal.messaging.outbox import enqueue_email
from portal.text.french import fold

# At the beginning of a word: the @ of an address names nobody.
AT = re.compile(r"(?<![^\s(\[«\"“'’/,;])@")
GOES_ON = re.compile(r"-?\w")  # a longer name
LONGEST = 310  # characters of a name that is looked for


def readers(demande: Demande) -> QuerySet[User]:
    """The active agents whose roles let them read its content: those whom a note may name."""
    roles = CONFIDENTIAL_ROLES if demande.confidential else ENVELOPE_ROLES
    line = [above.pk for above in demande.service.lineage]
    holding = Membership.objects.filter(service__in=line, role__in=roles)
    allowed = Q(pk__in=holding.values("agent"))
    if not demande.confidential:
        allowed |= Q(is_superuser=True)
    return User.objects.working_agents().filter(allowed)


def named(text: str, names: Iterable[str]) -> set[str]:
    """Of these names, in plain letters, those written after an @ in the text, however accented.

    Where several fit, the longest: « @Marie Roy-Petit » isn't Marie Roy.
    """
    longest_first = sorted({plain(name) for name in names}, key=len, reverse=True)
    found = set()
    for at in AT.finditer(text):
        rest = plain(text[at.end() : at.end() + LONGEST])
        found.add(next((name for name in longest_first if _begins(rest, name)), ""))
    return found - {""}


def plain(name: str) -> str:
    """The name without accents nor capitals, one blank between its words."""
    return " ".join(fold(name).split())


def _begins(rest: str, name: str) -> bool:
    return bool(name) and rest.startswith(name) and not GOES_ON.match(rest, len(name))


def refusal(name: str) -> str:
    return (
        f"Cette demande n’est pas ouverte à {name}. "
        "Choisissez une autre personne, ou retirez le @ devant son nom."
    )


def tell(mention: Mention, demande: Demande, *, by: User) -> None:
    """Tell the colleague, in an e-mail that holds neither the note nor what the demande is."""
    to = mention.agent
    enqueue_email(
        key=f"mention:{mention.pk}",
        topic=f"mention:{mention.pk}",
        recipient=to.email,
        subject=f"On vous cite dans la demande {demande.reference}",
        template="mention",
        context={
            "to": to,
            "by": by,
            "reference": demande.reference,
            "address": staff_site.address(demande.get_absolute_url()),
        },
        sender_name=settings.WAGTAIL_SITE_NAME,
    )


def waiting(agent: User) -> Exists:
    """For a query of notes: whether one names the agent, who hasn't opened its demande since."""
    return Exists(Mention.objects.of(agent).unseen().filter(note=OuterRef("pk")))


def opened(demande: Demande, agent: User) -> bool:
    """The agent has the demande's notes before their eyes; whether a mention waited for that."""
    unseen = Mention.objects.of(agent).unseen().about(demande)
    return unseen.update(seen_at=clock.now()) > 0
