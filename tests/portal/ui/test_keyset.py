"""Pages by key: every row once, in order, both ways, at the cost of one query."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core import signing
from django.db import connection
from django.db.models import F, QuerySet
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.accounts.models import User
from portal.ui.keyset import Count, Keyset, capped_count

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 24, 8, tzinfo=UTC)
ORDERS = [("pk",), ("-pk",), ("expire_date", "pk"), ("-expire_date", "pk"), ("session_data", "-pk")]


def sessions(moments: list[int]) -> QuerySet[Session]:
    """One session per number of microseconds after the start: rows that nothing else points to."""
    Session.objects.all().delete()
    Session.objects.bulk_create(
        Session(
            session_key=f"s{rank:02}",
            session_data="AB"[shift % 2],
            expire_date=START + timedelta(microseconds=shift),
        )
        for rank, shift in enumerate(moments)
    )
    return Session.objects.all()


def walk(keyset: Keyset[Session], query: QueryDict, size: int, way: str) -> list[list[str]]:
    """The keys of each page, following `next` or `previous` to the end."""
    pages = []
    while True:
        page = keyset.page(query, size)
        pages.append([row.pk for row in page.rows])
        if not (link := getattr(page, way)):
            return pages
        query = QueryDict(link[1:])


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    moments=st.lists(st.integers(0, 3), max_size=12),
    size=st.integers(1, 5),
    order=st.sampled_from(ORDERS),
)
def test_following_next_then_previous_meets_every_row_once_in_order(
    moments: list[int], size: int, order: tuple[str, ...]
) -> None:
    keyset = Keyset(sessions(moments), order)
    expected = list(Session.objects.order_by(*order).values_list("pk", flat=True))
    forward = walk(keyset, QueryDict(), size, "next")
    assert [key for page in forward for key in page] == expected
    last = QueryDict()
    while link := keyset.page(last, size).next:
        last = QueryDict(link[1:])
    assert walk(keyset, last, size, "previous")[::-1] == forward


def test_a_page_costs_one_query_and_counts_nothing() -> None:
    keyset = Keyset(sessions([*range(30)]), ("expire_date", "pk"))
    link = keyset.page(QueryDict()).next
    with CaptureQueriesContext(connection) as queries:
        keyset.page(QueryDict(link[1:]))
    assert len(queries) == 1
    assert "COUNT(" not in queries[0]["sql"].upper()


def test_an_annotation_may_carry_the_order() -> None:
    queryset = sessions([3, 1, 2]).annotate(sooner=F("expire_date"))
    pages = walk(Keyset(queryset, ("sooner", "pk")), QueryDict(), 1, "next")
    assert pages == [["s01"], ["s02"], ["s00"]]


def test_an_order_that_may_be_null_is_refused() -> None:
    with pytest.raises(ValueError, match="last_login may be null"):
        Keyset(User.objects.all(), ("last_login", "pk"))


@pytest.mark.parametrize(
    "cursor",
    # Signed with the time of day: named, so that every process collects the same test.
    ["", "x", "a:b:c", "0", "é", pytest.param(signing.dumps([False, 1]), id="foreign")],
)
def test_a_cursor_that_is_not_ours_shows_the_first_page(cursor: str) -> None:
    query = QueryDict(mutable=True)
    query["page"] = cursor
    keyset = Keyset(sessions([0, 1, 2]), ("pk",))
    page = keyset.page(query, 2)
    assert page.rows == keyset.page(QueryDict(), 2).rows
    assert page.previous == ""


def test_a_cursor_of_another_order_shows_the_first_page() -> None:
    queryset = sessions([0, 1, 2])
    link = Keyset(queryset, ("pk",)).page(QueryDict(), 1).next
    page = Keyset(queryset, ("-pk",)).page(QueryDict(link[1:]), 1)
    assert page.rows == list(queryset.order_by("-pk")[:1])


def test_links_keep_the_filters() -> None:
    page = Keyset(sessions([0, 1]), ("pk",)).page(QueryDict("commune=62041&etat=a&etat=b"), 1)
    query = QueryDict(page.next[1:])
    assert query["commune"] == "62041"
    assert query.getlist("etat") == ["a", "b"]


def test_a_cursor_beyond_rows_that_went_away_shows_the_first_page() -> None:
    queryset = sessions([0, 1, 2])
    link = Keyset(queryset, ("pk",)).page(QueryDict(), 2).next
    queryset.order_by("pk").last().delete()  # type: ignore[union-attr]  # there are three
    page = Keyset(queryset, ("pk",)).page(QueryDict(link[1:]), 2)
    assert len(page.rows) == 2
    assert page.previous == page.next == ""


def test_a_count_stops_at_its_cap() -> None:
    queryset = sessions([0, 1, 2])
    assert capped_count(queryset, 3) == Count(3)
    assert capped_count(queryset, 2) == Count(2, capped=True)
    assert str(capped_count(queryset, 2)) == "plus de 2"
    assert not capped_count(queryset.none())


def test_a_count_reads_as_in_french() -> None:
    assert str(Count(41)) == "41"
    assert str(Count(1_000, capped=True)) == "plus de 1\u00a0000"
