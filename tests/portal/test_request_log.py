"""One line a request, and no line anywhere that names a person."""

import io
import json
import logging
from collections.abc import Iterator
from logging.config import dictConfig
from types import ModuleType

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from portal import logs
from portal.gunicorn import logconfig_dict

pytestmark = pytest.mark.django_db
SECRET, EMAIL = "s3cr3t-t0ken-of-a-draft", "louise.martin@example.org"


def fail(request: HttpRequest, token: str) -> HttpResponse:
    raise ValueError(f"Key (email)=({EMAIL}) already exists")


def forbid(request: HttpRequest, token: str) -> HttpResponse:
    return HttpResponse(status=403)


urls = ModuleType("urls")
urls.urlpatterns = [  # type: ignore[attr-defined]  # a URLconf made here
    path("healthz", lambda request: HttpResponse(), name="healthz"),
    path("suivi/<token>/", forbid, name="tracking"),
    path("panne/<token>/", fail, name="broken"),
    path("formulaire/<token>/", lambda request, token: HttpResponse(), name="form"),
    path("", include("portal.urls")),  # pages that say what went wrong are drawn by the site
]


@pytest.fixture
def output() -> Iterator[io.StringIO]:
    """What production would print."""
    stream = io.StringIO()
    configuration = logs.configuration()
    configuration["handlers"]["console"]["stream"] = stream
    dictConfig(configuration)
    yield stream
    dictConfig(settings.LOGGING)


@pytest.fixture
def visitor(output: io.StringIO, settings) -> Client:
    settings.ROOT_URLCONF = urls
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


def lines(output: io.StringIO) -> list[dict]:
    text = output.getvalue()
    assert SECRET not in text
    assert "louise" not in text
    return [json.loads(line) for line in text.splitlines()]


def test_a_request_is_one_line_with_its_route(visitor: Client, output: io.StringIO) -> None:
    response = visitor.get(f"/suivi/{SECRET}/?email={EMAIL}")
    (line,) = lines(output)
    assert (line["method"], line["route"], line["status"]) == ("GET", "tracking", 403)
    assert line["request_id"] == response.headers["X-Request-ID"]
    assert isinstance(line["ms"], int)


def test_an_error_keeps_its_place_and_kind_but_not_its_words(
    visitor: Client, output: io.StringIO
) -> None:
    visitor.get(f"/panne/{SECRET}/?email={EMAIL}")
    error, request = lines(output)
    assert error["levelname"] == "ERROR"
    assert "builtins.ValueError" in error["exc_info"]
    assert "test_request_log.py" in error["exc_info"]
    assert error["request_id"] == request["request_id"]
    assert request["status"] == 500


def test_an_error_of_the_installation_keeps_its_words(output: io.StringIO) -> None:
    try:
        raise ImproperlyConfigured("SECRET_KEY is missing")
    except ImproperlyConfigured:
        logging.getLogger("gunicorn.error").exception("Exception in worker process")
    (line,) = lines(output)
    assert "SECRET_KEY is missing" in line["exc_info"]
    assert line["timestamp"].endswith("+00:00")


def test_an_address_that_matches_nothing_is_not_printed(
    visitor: Client, output: io.StringIO
) -> None:
    visitor.get(f"/inconnu/{SECRET}/{EMAIL}")
    assert [line["route"] for line in lines(output)] == ["unknown"]


def test_a_refused_form_says_why_without_its_address(visitor: Client, output: io.StringIO) -> None:
    visitor.post(f"/formulaire/{SECRET}/é/?email={EMAIL}")
    visitor.post(f"/formulaire/{SECRET}/?email={EMAIL}")
    assert "CSRF cookie not set" in " ".join(line["message"] for line in lines(output))


def test_gunicorn_hides_the_address_of_a_request_that_it_could_not_serve(
    output: io.StringIO,
) -> None:
    logging.getLogger("gunicorn.error").error("Error handling request %s", f"/suivi/{SECRET}/")
    assert lines(output)[0]["message"] == "Error handling request -"


def test_gunicorn_writes_json_too_and_no_access_log() -> None:
    assert logconfig_dict["loggers"]["gunicorn.access"] == {"handlers": [], "propagate": False}
    assert logconfig_dict["loggers"]["gunicorn.error"]["propagate"]


def test_probes_that_succeed_write_nothing(visitor: Client, output: io.StringIO) -> None:
    visitor.get("/healthz")
    assert lines(output) == []


@pytest.mark.parametrize(
    ("given", "kept"), [("abcdef-0123456789", True), ("x\ny", False), ("short", False)]
)
def test_a_number_given_by_the_proxy_is_kept_when_it_is_one(
    visitor: Client, given: str, kept: bool
) -> None:
    response = visitor.get("/suivi/x/", headers={"X-Request-ID": given})
    assert (response.headers["X-Request-ID"] == given) is kept
