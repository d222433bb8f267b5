"""What a guide or a letter must say before anybody reads it."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from home.knowledge.models import KnowledgePage, Partner
from portal.directory.models import Service
from portal.procedures.models import Procedure
from search.guides import checking
from search.guides.structure import Outcome, Structure

if TYPE_CHECKING:
    from search.guides.models import Guide, LetterKind

RESERVED = frozenset({"courrier"})  # an address of ours, below /orientation/


def refusals(guide: "Guide") -> list[str]:
    """Why the draft can't be published, as sentences that name the question; none when it can."""
    own = guide.structure
    return [
        *_in_charge(guide),
        *checking.refusals(guide.code, own, live_structure),
        *_gone(own.outcomes),
        *_lengthened(guide.code, own),
    ]


def live_structure(code: str) -> Structure | None:
    """The structure in force of a published guide."""
    from search.guides.models import GuideVersion  # noqa: PLC0415 (models call this module)

    version = GuideVersion.objects.in_force(code)
    return version.structure if version else None


def _lengthened(code: str, own: Structure) -> Iterator[str]:
    """The guides in force that go on in this one, and would then ask too many questions."""
    from search.guides.models import GuideVersion  # noqa: PLC0415 (models call this module)

    versions = {version.guide.code: version for version in GuideVersion.objects.all_in_force()}
    before = {each: version.structure for each, version in versions.items()}
    after = before | {code: own}
    for other in sorted(before.keys() - {code}):
        asked = checking.depth(other, after.get)
        if asked > max(checking.MOST_QUESTIONS, checking.depth(other, before.get)):
            yield (
                f"Le guide «\u00a0{versions[other].guide}\u00a0», qui continue dans celui-ci, "
                f"poserait {asked} questions de suite\u00a0: {checking.MOST_QUESTIONS} au plus."
            )


def letter_refusals(letter: "LetterKind") -> list[str]:
    found = list(_in_charge(letter))
    if not letter.phrases:
        found.append("Ajoutez au moins une phrase que dit le courrier.")
    if letter.delay and not letter.delay_note.strip():
        found.append("Dites à quoi sert le délai\u00a0: pour contester, pour payer…")
    return found


def _in_charge(row: "Guide | LetterKind") -> Iterator[str]:
    if row.code in RESERVED:
        yield f"Le code «\u00a0{row.code}\u00a0» est pris par une page du site\u00a0: changez-le."
    if not row.service.active:
        yield (
            f"Le service «\u00a0{row.service}\u00a0» n’est plus en activité\u00a0: "
            "choisissez-en un autre."
        )


# What an end may name, how it is said, and what there is; each answers one query.
NAMED: list[tuple[str, str, Callable[[], QuerySet[Any]]]] = [
    ("procedure", "à la démarche «\u00a0{}\u00a0», non publiée", Procedure.objects.live),
    ("service", "au service «\u00a0{}\u00a0», qui n’existe plus", Service.objects.active),
    ("partner", "au partenaire «\u00a0{}\u00a0», qui n’existe plus", Partner.objects.all),
    ("knowledge", "à la fiche «\u00a0{}\u00a0», non publiée", KnowledgePage.objects.live),
]


def _gone(outcomes: list[Outcome]) -> Iterator[str]:
    """Ends that name what isn't there; a query a kind, whatever their number."""
    for name, said, rows in NAMED:
        asked = {str(getattr(each, name)) for each in outcomes} - {""}
        column = "code" if name in {"procedure", "service"} else "slug"
        there = rows().filter(**{f"{column}__in": asked}).values_list(column, flat=True)
        missing = asked.difference(there if asked else ())
        for each in outcomes:
            if (code := getattr(each, name)) in missing:
                yield f"La fin «\u00a0{each.title}\u00a0» mène {said.format(code)}."
