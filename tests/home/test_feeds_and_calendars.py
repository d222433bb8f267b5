"""Feeds and calendars, read back by what their readers use."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from home.models import EventPage, EventsPage, NewsIndexPage, NewsPage
from portal.directory.models import Organisation
from tests.home.builders import make_site, publish

ATOM = "{http://www.w3.org/2005/Atom}"
WORDS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=120)


def news(count: int) -> None:
    index = publish(NewsIndexPage(title="Actualités", slug="actualites"))
    for number in range(count):
        day = date(2026, 1, 1) + timedelta(days=number)
        page = NewsPage(title=f"A & B <{number}>", slug=f"n{number}", published_on=day)
        publish(page, below=index).save_revision().publish()


def calendar(client: Client, path: str = "/flux/agenda.ics") -> Calendar:
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(response.content)


def event(below: EventsPage | None = None, **fields: object) -> EventPage:
    below = below or publish(EventsPage(title="Agenda", slug="agenda"))
    days = {"first_day": timezone.localdate() + timedelta(days=1)}
    page = EventPage(**{"title": "Fête", "slug": "fete"} | days | fields)
    return publish(page, below=below)


@pytest.mark.django_db
def test_the_rss_feed_has_the_twenty_newest_with_their_full_addresses(client: Client) -> None:
    make_site(name="Ville de Brume")
    news(22)
    response = client.get("/flux/actualites.rss")
    assert response["Content-Type"].startswith("application/rss+xml")
    channel = fromstring(response.content).find("channel")
    items = channel.findall("item")
    assert len(items) == 20
    assert channel.findtext("title") == "Ville de Brume\u00a0: actualités"
    assert items[0].findtext("title") == "A & B <21>"
    assert items[0].findtext("link") == "http://testserver/actualites/n21/"
    assert items[0].findtext("pubDate").startswith("Thu, 22 Jan 2026")


@pytest.mark.django_db
def test_the_atom_feed_says_the_same(client: Client) -> None:
    make_site()
    news(2)
    feed = fromstring(client.get("/flux/actualites.atom").content)
    assert [each.findtext(f"{ATOM}title") for each in feed.findall(f"{ATOM}entry")] == [
        "A & B <1>",
        "A & B <0>",
    ]
    assert feed.findtext(f"{ATOM}updated")


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_what_xml_cannot_carry_breaks_no_feed(client: Client, kind) -> None:
    make_site()
    news(1)
    NewsPage.objects.update(title="Collé\x0bde loin", summary="Un\x0c mot\x1f")
    assert "Collé de loin" in client.get(f"/flux/actualites.{kind}").content.decode()


@pytest.mark.django_db
def test_what_never_ends_breaks_no_calendar(client: Client) -> None:
    make_site()
    event(last_day=date(9999, 12, 31))
    assert len(calendar(client).events) == 1


@pytest.mark.django_db
def test_a_site_without_news_has_an_empty_feed(client: Client) -> None:
    assert fromstring(client.get("/flux/actualites.rss").content).find("channel/item") is None


@pytest.mark.django_db
def test_the_calendar_has_the_hours_of_the_organisations_own_clock(client: Client) -> None:
    make_site(time_zone="Pacific/Noumea")
    page = event(first_time=time(14), last_time=time(18), address="Place\nHaute", summary="Venez.")
    found = calendar(client).events[0]
    starts = found.decoded("dtstart")
    assert starts.replace(tzinfo=None) == datetime.combine(page.first_day, time(14))
    assert starts.astimezone(UTC).hour == 3
    assert found.decoded("dtend") - starts == timedelta(hours=4)
    assert str(found["location"]) == "Place Haute"
    assert str(found["summary"]) == "Fête"
    assert str(found["status"]) == "CONFIRMED"
    assert str(found["url"]).endswith("/agenda/fete/")
    assert [str(each["tzid"]) for each in calendar(client).timezones] == ["Pacific/Noumea"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("times", "lasts"),
    [
        ({}, timedelta(days=1)),
        ({"first_time": time(14)}, timedelta(hours=1)),
        ({"first_time": time(23), "last_time": time(23, 59)}, timedelta(minutes=59)),
    ],
)
def test_an_event_lasts_what_it_should(
    client: Client, times: dict[str, time], lasts: timedelta
) -> None:
    make_site()
    event(**times)
    found = calendar(client).events[0]
    assert found.decoded("dtend") - found.decoded("dtstart") == lasts


@pytest.mark.django_db
def test_the_calendar_leaves_out_what_is_over_and_says_what_is_cancelled(client: Client) -> None:
    make_site()
    over = event(title="Hier", slug="hier", first_day=timezone.localdate() - timedelta(days=2))
    event(below=over.get_parent(), cancelled=True)
    assert [str(each["status"]) for each in calendar(client).events] == ["CANCELLED"]
    past = calendar(client, f"/flux/agenda/{over.pk}.ics").events
    assert [str(each["summary"]) for each in past] == ["Hier"], "its own page still gives it"


@pytest.mark.django_db
def test_an_event_that_is_not_published_or_not_of_this_site_is_not_found(client: Client) -> None:
    make_site()
    page = event(live=False)
    assert client.get(f"/flux/agenda/{page.pk}.ics").status_code == 404
    assert client.get(f"/flux/agenda/{page.get_parent().pk}.ics").status_code == 404
    assert Organisation.objects.count() == 1


@pytest.mark.django_db
@given(title=WORDS, place=WORDS)
def test_any_words_come_back_as_they_were_written(title: str, place: str) -> None:
    from home.calendars import _event  # noqa: PLC0415 (the site and the request are given)

    page = EventPage(pk=1, title=title, address=place, first_day=date(2026, 12, 5))
    page.clean()
    read = Calendar.from_ical(_wrapped(_event, page)).events[0]
    assert str(read["summary"]) == title
    assert str(read["location"]) == " ".join(place.split())


def _wrapped(draw, page: EventPage) -> bytes:
    from zoneinfo import ZoneInfo  # noqa: PLC0415 (this test alone)

    from django.test import RequestFactory  # noqa: PLC0415 (this test alone)

    made = Calendar({"prodid": "x", "version": "2.0"})
    made.add_component(draw(page, ZoneInfo("Europe/Paris"), RequestFactory().get("/")))
    return made.to_ical()
