"""An agent says that two demandes are of the same person, or that they aren't after all."""

from uuid import UUID, uuid4

from django.db import transaction

from portal.accounts.models import User
from portal.demandes.models import Demande, Joined
from portal.demandes.states import Action
from portal.demandes.workflow.deed import NotAllowed, Refused, deed

LARGEST = 50  # demandes of a group


@transaction.atomic
def join(demande: Demande, *, other: Demande, reason: str, agent: User, version: int) -> None:
    """Say that both are of the same person, and so are those already joined to either.

    For who may read both by their role (NotAllowed). Raises Refused for the demande itself, one of
    another sector, one already joined, or a group that would be too large.
    """
    both = [demande.pk, other.pk]
    _lock([*both, *_members(both)])
    with deed(demande, Action.SAME_PERSON, agent=agent, version=version) as done:
        found = _read_by_role(agent, other.pk)
        _read_by_role(agent, demande.pk)
        if found.pk == demande.pk:
            raise Refused("C’est la même demande\u00a0: indiquez-en une autre.")
        if found.sector != done.demande.sector:
            raise Refused(
                "Les deux demandes ne sont pas du même secteur\u00a0: "
                "elles ne peuvent pas être rapprochées."
            )
        group = _group(done.demande, found)
        for each in (done.demande, found):
            Joined.objects.get_or_create(
                demande=each,
                defaults={
                    "group": group, "agent": agent, "reason": reason, "joined_at": done.at
                },
            )  # fmt: skip
        done.data["with"] = found.pk
        with deed(found, Action.SAME_PERSON, agent=agent) as theirs:
            theirs.data["with"] = demande.pk


@transaction.atomic
def separate(demande: Demande, *, agent: User, version: int) -> None:
    """Say that the demande isn't of the same person as those it was joined to.

    The others stay joined, unless only one is left. Raises Refused when it is joined to none.
    """
    _lock([demande.pk, *_members([demande.pk])])
    members = _members([demande.pk])  # as they are, now that they are held
    with deed(demande, Action.NOT_SAME_PERSON, agent=agent, version=version) as done:
        _read_by_role(agent, demande.pk)
        if done.demande.pk not in members:
            raise Refused("Cette demande n’est rapprochée d’aucune autre.")
        left = [pk for pk in members if pk != demande.pk]
        alone = left if len(left) == 1 else []
        Joined.objects.filter(demande__in=[demande.pk, *alone]).delete()
        done.data["from"] = left
        for other in Demande.objects.filter(pk__in=left).order_by("pk"):
            with deed(other, Action.NOT_SAME_PERSON, agent=agent, by_right=False) as theirs:
                theirs.data["from"] = [demande.pk]


def leave(demande: Demande) -> None:
    """Out of its group, without a word: it has gone to another sector."""
    Joined.objects.filter(demande=demande).delete()


def _read_by_role(agent: User, pk: int) -> Demande:
    """Raises NotAllowed for who reads it for a few hours only: the tie would outlive them."""
    found = Demande.objects.readable_by(agent).filter(pk=pk).first()
    if found is None:
        raise NotAllowed("Vos habilitations ne permettent pas de lire les deux demandes.")
    return found


def _members(pks: list[int]) -> list[int]:
    """The demandes of the groups that these are in."""
    groups = Joined.objects.filter(demande__in=pks).values("group")
    return list(Joined.objects.filter(group__in=groups).values_list("demande", flat=True))


def _group(one: Demande, other: Demande) -> UUID:
    """The group of both from now on; two groups become one."""
    known = Joined.objects.filter(demande__in=(one, other)).order_by("pk")
    groups = list(dict.fromkeys(known.values_list("group", flat=True)))
    if len(known) == 2 and len(groups) == 1:
        raise Refused("Ces deux demandes sont déjà rapprochées.")
    if Joined.objects.filter(group__in=groups).count() + 2 > LARGEST:
        raise Refused("Trop de demandes sont déjà rapprochées\u00a0: vérifiez-les d’abord.")
    group = groups[0] if groups else uuid4()
    Joined.objects.filter(group__in=groups[1:]).update(group=group)
    return group


def _lock(pks: list[int]) -> None:
    """Always in one order: two agents joining the same two would wait for each other for ever."""
    rows = Demande.objects.filter(pk__in=pks).order_by("pk")
    list(rows.select_for_update(of=("self",)))
