"""What the address of a page of results asks."""

from dataclasses import dataclass

from django.http import QueryDict

from portal.procedures.models import Theme
from search.index.models import Kind

LONGEST = 200  # characters that are read
FURTHEST = 20  # pages


@dataclass(frozen=True)
class Asking:
    """Words, a kind and a theme to keep to, a page; `as_typed`: don't correct the spelling."""

    typed: str
    kind: Kind | None = None
    theme: Theme | None = None
    number: int = 1
    as_typed: bool = False

    @classmethod
    def of(cls, query: QueryDict) -> "Asking":
        """What isn't known is as if it weren't asked; one query when a theme is named."""
        kind, slug = query.get("type", ""), cleaned(query.get("theme", ""))
        return cls(
            typed=cleaned(query.get("q", "")),
            kind=Kind(kind) if kind in Kind else None,
            theme=Theme.objects.filter(slug=slug).first() if slug else None,
            number=_number(query.get("page", "")),
            as_typed="tel-quel" in query,
        )

    @property
    def is_first(self) -> bool:
        """Whether nothing was filtered nor turned yet: the search itself."""
        return self.kind is None and self.theme is None and self.number == 1

    def address(self, **changes: str) -> str:
        """The same search with something changed; always from its first page, if not told."""
        asked = {
            "q": self.typed,
            "type": self.kind or "",
            "theme": self.theme.slug if self.theme else "",
            "tel-quel": "1" if self.as_typed else "",
        }
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in (asked | changes).items() if value})
        return f"?{query.urlencode()}"


def cleaned(typed: str) -> str:
    return " ".join(typed.replace("\x00", "").split())[:LONGEST]


def _number(typed: str) -> int:
    return min(int(typed), FURTHEST) if typed.isdecimal() and len(typed) < 4 and int(typed) else 1
