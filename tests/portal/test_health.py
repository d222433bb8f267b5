"""What /healthz and /readyz answer."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from portal import health
from portal.tasks.beats import beat
from portal.tasks.models import WorkerBeat
from tests.builders import make_file

HOUR = timedelta(hours=1)


def test_healthz_answers_without_the_database(client: Client) -> None:
    response = client.get("/healthz")  # the database is closed to a test that does not ask for it
    assert response.status_code == 200
    assert response.json() == {"status": "ok"}


@pytest.mark.django_db
def test_readyz_is_ready_with_a_worker_that_beats(client: Client) -> None:
    beat("one")
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "reasons": []}


@pytest.mark.django_db
def test_readyz_counts_what_the_antivirus_still_has_to_do(
    client: Client, settings: Settings
) -> None:
    beat("one")
    settings.CLAMD_ADDRESS = "/nobody/answers"
    make_file()
    response = client.get("/readyz")
    assert response.status_code == 200, "a site whose antivirus is down still serves"
    assert response.json()["files"] == {"waiting": 1, "failed": 0, "infected": 0}


@pytest.mark.django_db
def test_readyz_says_that_no_worker_ever_ran(client: Client) -> None:
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["reasons"] == ["no worker ever ran"]


@pytest.mark.django_db
def test_readyz_says_for_how_long_workers_are_silent(client: Client) -> None:
    WorkerBeat.objects.create(worker_id="dead", seen_at=timezone.now() - HOUR)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["reasons"][0].startswith("no sign of a worker for 36")


@pytest.mark.django_db
def test_readyz_says_that_migrations_are_missing(client: Client) -> None:
    beat("one")
    health.migrated = False
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'tasks'")
    response = client.get("/readyz")
    assert response.json()["reasons"] == ["migrations not applied"]


@pytest.mark.django_db
def test_readyz_costs_one_query_once_migrations_were_seen(
    client: Client, django_assert_num_queries
) -> None:
    beat("one")
    client.get("/readyz")
    with django_assert_num_queries(1):
        client.get("/readyz")
