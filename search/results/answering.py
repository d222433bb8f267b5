"""From what is asked to what is shown: groups of results, filters, a correction."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.utils.safestring import SafeString

from home.knowledge.models import KnowledgePage
from portal.accounts.models import User
from portal.directory.models import Organisation
from portal.procedures.models import Theme
from search.advice.advice import Advice
from search.index.finding import Asked, Found, Hit
from search.index.models import Kind, SearchDocument
from search.index.searching import find
from search.results.asking import Asking
from search.results.channels import advice_for
from search.results.highlighting import excerpt, highlighted

PUBLIC = (Kind.PROCEDURE, Kind.SERVICE, Kind.PAGE, Kind.STATE_SHEET)
STAFF = (Kind.KNOWLEDGE, Kind.PARTNER, *PUBLIC)
FIRST = {Kind.PROCEDURE: 5, Kind.KNOWLEDGE: 5}  # shown of each kind when all are
FEW = 3  # of the other kinds
SIZE = 10  # a page of one kind
REACHED = {Kind.PROCEDURE, Kind.SERVICE}
ADVISED = 3  # results for which a channel is advised
MOST_THEMES = 6


@dataclass(frozen=True)
class Result:
    """One thing found, its words marked; for the first ones, the channel to use now."""

    document: SearchDocument
    title: SafeString
    summary: SafeString
    advice: Sequence[Advice] = ()


@dataclass(frozen=True)
class Group:
    """The results of one kind, how many there are in all, where the others are."""

    kind: Kind
    results: list[Result]
    total: int
    previous: str = ""
    next: str = ""
    all: str = ""


@dataclass(frozen=True)
class Chip:
    """A filter to follow; `current` is in force."""

    label: str
    total: int
    url: str
    current: bool = False


@dataclass(frozen=True)
class Answer:
    """What the page shows. `corrected`: what was perhaps meant; `instead`: it was searched."""

    asking: Asking
    groups: list[Group] = field(default_factory=list)
    kinds: list[Chip] = field(default_factory=list)
    themes: list[Chip] = field(default_factory=list)
    total: int = 0
    corrected: str = ""
    instead: bool = False

    @property
    def corrected_url(self) -> str:
        return self.asking.address(q=self.corrected)

    @property
    def typed_url(self) -> str:
        """Back to what was typed, whatever it finds."""
        return self.asking.address(**{"tel-quel": "1"})


def answer(
    asking: Asking, *, organisation: Organisation | None, agent: User | None = None
) -> Answer:
    """Search, correct when nothing is found, filter, group; queries don't grow with results.

    An agent finds internal sheets too, those that are theirs to read.
    """
    staff = agent is not None
    order = STAFF if staff else PUBLIC
    if asking.kind not in order:
        asking = replace(asking, kind=None)
    found = _find(asking.typed, organisation, staff=staff)
    meant = "" if asking.as_typed else next(filter(None, (one.corrected for one in found)), "")
    instead = bool(meant) and not any(one.hits for one in found)
    if instead:
        found = _find(meant, organisation, staff=staff)
    hits = [hit for one in found for hit in one.hits]
    if agent is not None:
        hits = _readable(hits, agent)
    kept = [hit for hit in hits if _fits(hit, asking)]
    return Answer(
        asking,
        groups=_groups(kept, asking, order),
        kinds=_kinds(hits, asking, order),
        themes=_themes(hits, asking),
        total=len(kept),
        corrected=meant,
        instead=instead,
    )


def _find(typed: str, organisation: Organisation | None, *, staff: bool) -> list[Found]:
    """Ours, then the State's: thousands of sheets must not crowd ours out of the first fifty."""
    states = frozenset({Kind.STATE_SHEET})
    asked = Asked(typed, organisation, staff, kinds=frozenset(STAFF if staff else PUBLIC) - states)
    ours = find(asked)
    return (
        [ours, find(replace(asked, kinds=states))] if ours.counts.get(Kind.STATE_SHEET) else [ours]
    )


def may_read(agent: User, document: SearchDocument) -> bool:
    """Whether it isn't a sheet that another organisation keeps to itself."""
    sheets = KnowledgePage.objects.visible_to(agent)
    return document.kind != Kind.KNOWLEDGE or sheets.filter(pk=document.key).exists()


def _readable(hits: list[Hit], agent: User) -> list[Hit]:
    """Without the sheets that another organisation keeps to itself."""
    sheets = [hit.document.key for hit in hits if hit.document.kind == Kind.KNOWLEDGE]
    if not sheets:
        return hits
    mine = KnowledgePage.objects.visible_to(agent).filter(pk__in=sheets).order_by()
    keys = {str(pk) for pk in mine.values_list("pk", flat=True)}
    return [hit for hit in hits if hit.document.kind != Kind.KNOWLEDGE or hit.document.key in keys]


def _fits(hit: Hit, asking: Asking) -> bool:
    document = hit.document
    of_kind = asking.kind is None or document.kind == asking.kind
    return of_kind and (asking.theme is None or document.theme_id == asking.theme.pk)


def _groups(hits: list[Hit], asking: Asking, order: Iterable[Kind]) -> list[Group]:
    """Each kind's first results, or a page of the one that is asked for."""
    by_kind = {kind: [hit for hit in hits if hit.document.kind == kind] for kind in order}
    some = {kind: _cut(of_kind, kind, asking) for kind, of_kind in by_kind.items() if of_kind}
    documents = [hit.document for shown in some.values() for hit in shown]
    advised = advice_for([one for one in documents if one.kind in REACHED][:ADVISED])
    groups = []
    for kind, shown in some.items():
        results = [_result(hit, advised.get(hit.document.pk, [])) for hit in shown]
        groups.append(_beside(Group(kind, results, len(by_kind[kind])), asking))
    return groups


def _cut(hits: list[Hit], kind: Kind, asking: Asking) -> list[Hit]:
    if asking.kind is None:
        return hits[: FIRST.get(kind, FEW)]
    start = (asking.number - 1) * SIZE
    return hits[start : start + SIZE]


def _beside(group: Group, asking: Asking) -> Group:
    """The group with the addresses of its other results."""
    if asking.kind is None:
        more = group.total > len(group.results)
        return replace(group, all=asking.address(type=group.kind) if more else "")
    number = asking.number
    before = asking.address(page=str(number - 1)) if number > 1 else ""
    after = asking.address(page=str(number + 1)) if number * SIZE < group.total else ""
    return replace(group, previous=before, next=after)


def _result(hit: Hit, advice: list[Advice]) -> Result:
    title = highlighted(hit.document.title, hit.stems)
    return Result(hit.document, title, excerpt(hit.document.summary, hit.stems), advice)


def _kinds(hits: list[Hit], asking: Asking, order: Iterable[Kind]) -> list[Chip]:
    """All, then each kind that has results, with its count; nothing when there is one kind."""
    unfiltered = replace(asking, kind=None)
    counts = Counter(hit.document.kind for hit in hits if _fits(hit, unfiltered))
    chips = [
        Chip(kind.label, counts[kind], asking.address(type=kind), asking.kind == kind)
        for kind in order
        if counts[kind]
    ]
    everything = Chip("Tout", counts.total(), asking.address(type=""), asking.kind is None)
    return [everything, *chips] if len(chips) > 1 or asking.kind else []


def _themes(hits: list[Hit], asking: Asking) -> list[Chip]:
    """The themes that have most results, and the one in force; one query."""
    unfiltered = replace(asking, theme=None)
    counts = Counter(hit.document.theme_id for hit in hits if _fits(hit, unfiltered))
    del counts[None]
    most = [theme for theme, _total in counts.most_common(MOST_THEMES)]
    chosen = [asking.theme.pk] if asking.theme else []
    themes = Theme.objects.in_bulk([*most, *chosen])
    chips = [
        Chip(
            theme.name,
            counts[theme.pk],
            asking.address(theme="" if asking.theme == theme else theme.slug),
            asking.theme == theme,
        )
        for theme in themes.values()
    ]
    return chips if len(chips) > 1 or chosen else []
