"""Pages by key: the next page starts after the last row seen, however far, at the same cost."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core import signing
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field, Model, Q, QuerySet
from django.http import QueryDict

from portal.text.numbers import spaced

Row = TypeVar("Row", bound=Model)
PARAMETER = "page"
SIZE = 25  # rows
CAP = 1_000  # rows


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows, and the queries (`?…`, filters kept) of the pages beside; empty where there is none.

    `turned`: a cursor of ours chose them; any other leads to the first page.
    """

    rows: list[Row]
    previous: str = ""
    next: str = ""
    turned: bool = False


@dataclass(frozen=True)
class Count:
    """A count that stops at a cap: « 41 », « plus de 1 000 »."""

    value: int
    capped: bool = False

    def __str__(self) -> str:
        number = spaced(self.value)
        return f"plus de {number}" if self.capped else number

    def __bool__(self) -> bool:
        return self.value > 0


def capped_count(queryset: QuerySet[Any], cap: int = CAP) -> Count:
    """How many rows, without ever reading more than `cap` + 1 of them."""
    found = queryset.order_by()[: cap + 1].count()
    return Count(min(found, cap), capped=found > cap)


class Keyset(Generic[Row]):
    """An order in which a queryset is paged: fields or annotations, never null, the last unique."""

    def __init__(self, queryset: QuerySet[Row], order: tuple[str, ...]) -> None:
        self.queryset = queryset
        self.order = order
        self.names = [name.removeprefix("-") for name in order]
        self.fields = [self._field(name) for name in self.names]
        # A cursor made for another list or another order isn't one of ours. Without the hour of
        # its signature: the same page always has the same address.
        self.signer = signing.Signer(salt=f"keyset:{queryset.model._meta.label}:{','.join(order)}")

    def page(self, query: QueryDict, size: int = SIZE) -> Page[Row]:
        """The page that the query's cursor names; the first one when it names none that is ours.

        One query to the database, which reads one row too many to know whether there is more.
        """
        backward, values = self._read(query.get(PARAMETER, ""))
        queryset = self.queryset.order_by(*self._order(backward))
        if values:
            queryset = queryset.filter(self._beyond(values, backward))
        rows = list(queryset[: size + 1])
        more, rows = len(rows) > size, rows[:size]
        if backward:
            rows.reverse()
        if not rows:
            return self.page(_without_cursor(query), size) if values else Page([])
        has_previous = more if backward else bool(values)
        has_next = True if backward else more
        return Page(
            rows,
            previous=self._link(query, rows[0], backward=True) if has_previous else "",
            next=self._link(query, rows[-1], backward=False) if has_next else "",
            turned=bool(values),
        )

    def _field(self, name: str) -> "Field[Any, Any]":
        annotation = self.queryset.query.annotations.get(name)
        if annotation is not None:
            return annotation.output_field
        meta = self.queryset.model._meta
        field = meta.pk if name == "pk" else meta.get_field(name)
        if not isinstance(field, Field) or field.null:
            message = f"{name} may be null: order by an annotation that never is"
            raise ValueError(message)
        return field

    def _order(self, backward: bool) -> list[str]:
        return [_flipped(name) for name in self.order] if backward else list(self.order)

    def _beyond(self, values: list[object], backward: bool) -> Q:
        """Rows after these values: (a > x) or (a = x and b > y)…, opened by a bound on a alone.

        The bound says nothing new, but lets both engines start at the right place of an index.
        """
        ops = ["lt" if name[0] == "-" else "gt" for name in self._order(backward)]
        after, same = Q(), Q()
        for name, op, value in zip(self.names, ops, values, strict=True):
            after |= same & Q(**{f"{name}__{op}": value})
            same &= Q(**{name: value})
        return Q(**{f"{self.names[0]}__{ops[0]}e": values[0]}) & after

    def _link(self, query: QueryDict, row: Row, *, backward: bool) -> str:
        values = [getattr(row, name) for name in self.names]
        copy = query.copy()
        copy[PARAMETER] = self.signer.sign_object([backward, *values], serializer=Plain)
        return f"?{copy.urlencode()}"

    def _read(self, cursor: str) -> tuple[bool, list[object]]:
        try:
            backward, *raw = self.signer.unsign_object(cursor, serializer=Plain)
        except signing.BadSignature:
            return False, []
        pairs = zip(self.fields, raw, strict=True)
        return backward, [field.to_python(value) for field, value in pairs]


def _flipped(name: str) -> str:
    return name[1:] if name[0] == "-" else f"-{name}"


def _without_cursor(query: QueryDict) -> QueryDict:
    copy = query.copy()
    del copy[PARAMETER]
    return copy


class Plain(signing.JSONSerializer):
    """JSON that also writes dates, moments and decimals; `to_python` reads them back."""

    def dumps(self, obj: object) -> bytes:
        encoder = Exact(separators=(",", ":"))
        return encoder.encode(obj).encode("latin-1")


class Exact(DjangoJSONEncoder):
    """Django's encoder cuts moments to the millisecond: rows of the same one would be skipped."""

    def default(self, o: object) -> object:
        return o.isoformat() if hasattr(o, "isoformat") else super().default(o)
