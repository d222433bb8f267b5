"""A small corpus of our own, as sources would tell it."""

from collections.abc import Iterable, Iterator

from search.index.models import Kind
from search.index.sources import Content


def content(key: str, title: str, **told: object) -> Content:
    """One thing to find; a page unless told otherwise."""
    return Content(**({"kind": Kind.PAGE, "key": key, "url": f"/{key}/", "title": title} | told))


TROU = content(
    "trou",
    "Signaler un problème sur la voie publique",
    kind=Kind.PROCEDURE,
    summary="Un trou, un trottoir cassé, un lampadaire éteint.",
    words="nid-de-poule chaussée route",
    body="Dites où est le trou dans la route. Les agents passent sous deux jours.",
)
POUBELLE = content(
    "poubelle",
    "Demander une poubelle",
    kind=Kind.PROCEDURE,
    summary="Un bac neuf, plus grand ou réparé.",
    body="Le camion passe dans chaque rue le mardi.",
)
VOIRIE = content(
    "voirie",
    "Service de la voirie",
    kind=Kind.SERVICE,
    summary="Il répare les routes et les trottoirs.",
)
CONGE = content(
    "F2280",
    "Congé parental à temps plein",
    kind=Kind.STATE_SHEET,
    summary="Tout salarié peut cesser de travailler pour élever son enfant.",
    headings="Salariés concernés\nDurée du congé\nRetour dans l’entreprise",
    body="Le congé parental dure un an au plus. Il peut être renouvelé.",
)
CONGES_PAYES = content(
    "F2258",
    "Congés payés",
    kind=Kind.STATE_SHEET,
    summary="Tout salarié a droit à des jours de congés payés par son employeur.",
    body="Le salarié acquiert deux jours et demi par mois. Un congé parental n’y ôte rien.",
)
CORPUS = [TROU, POUBELLE, VOIRIE, CONGE, CONGES_PAYES]


class Shelf:
    """A source that tells what it holds."""

    def __init__(self, kind: Kind, contents: Iterable[Content]) -> None:
        self.kind = kind
        self.contents = {each.key: each for each in contents if each.kind == kind}

    def keys(self) -> Iterator[str]:
        return iter(list(self.contents))

    def read(self, keys: Iterable[str]) -> Iterator[Content]:
        return iter([self.contents[key] for key in keys if key in self.contents])
