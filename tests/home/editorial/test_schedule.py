"""Pages are published and withdrawn at their hour, and strangers see it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from home.editorial.tasks import keep_the_schedule
from home.models import ContentPage
from tests.home.editorial import writing
from tests.home.editorial.writing import Town

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(settings):
    settings.PAGE_CACHE_SECONDS = 86400
    settings.ALLOWED_HOSTS = ["testserver"]
    with time_machine.travel(START, tick=False) as moving:
        yield moving


@pytest.fixture
def town(clock) -> Town:
    return writing.build()


def seen(path: str = "/dechets/tri/") -> str:
    response = Client().get(path)
    return response.content.decode() if response.status_code == 200 else ""


def test_a_planned_change_appears_at_its_hour_on_a_page_that_is_kept(town, clock) -> None:
    town.below.title, town.below.go_live_at = "Trier mieux", START + timedelta(hours=1)
    town.below.save_revision().publish()
    for minutes, expected in ((0, "Tri"), (59, "Tri"), (60, "Trier mieux"), (61, "Trier mieux")):
        clock.move_to(START + timedelta(minutes=minutes))
        keep_the_schedule()
        assert f"<h1>{expected}</h1>" in seen()
    assert (
        ContentPage.objects.get(pk=town.below.pk)
        .revisions.exclude(approved_go_live_at=None)
        .count()
        == 0
    )


def test_a_page_that_expires_disappears_at_its_hour(town, clock) -> None:
    town.below.expire_at = START + timedelta(hours=1)
    town.below.save_revision().publish()
    assert seen()
    clock.move_to(START + timedelta(hours=1))
    keep_the_schedule()
    assert not seen()
    assert ContentPage.objects.get(pk=town.below.pk).expired


def test_one_that_cannot_be_published_leaves_the_others_alone(town, clock) -> None:
    other = writing.online(town.home, ContentPage(title="Marchés", slug="marches"))
    for page in (town.below, other):
        page.title, page.go_live_at = "Neuve", START + timedelta(hours=1)
        page.save_revision().publish()
    broken = town.below.revisions.latest("pk")
    broken.content["title"] = None
    broken.save()
    clock.move_to(START + timedelta(hours=2))
    keep_the_schedule()
    assert "<h1>Neuve</h1>" in seen("/marches/")
    assert "<h1>Tri</h1>" in seen()
