"""Fresh archives, asked for at a real server on this machine."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast

import pytest
import urllib3
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from home.state_sheets import fetching, records
from home.state_sheets.fetching import NotFetched, fetch
from home.state_sheets.importing import import_archive
from home.state_sheets.models import Audience, Import, Sheet
from home.state_sheets.tasks import fetch_all
from tests.home.state_sheets.archives import sheets

pytestmark = pytest.mark.django_db
Outcome = Import.Outcome


class State(ThreadingHTTPServer):
    """The State's server: what it has, and what it was asked."""

    body, etag, status, location = b"", '"one"', 200, ""
    drops = False  # the first bytes, one by one, then silence

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.asked: list[dict[str, str]] = []
        self.heard = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/vdd.zip"


class Answer(BaseHTTPRequestHandler):
    server: State

    def do_GET(self) -> None:
        state = self.server
        state.asked.append(dict(self.headers.items()))
        known = self.headers.get("If-None-Match") == state.etag
        self.send_response(304 if known else state.status)
        if state.location:
            self.send_header("Location", state.location)
        self.send_header("ETag", state.etag)
        self.send_header("Last-Modified", "Mon, 02 Mar 2026 00:00:00 GMT")
        self.send_header("Content-Length", "0" if known else str(len(state.body)))
        self.end_headers()
        if not known and state.drops:
            for byte in state.body[:3]:
                self.wfile.write(bytes([byte]))
                time.sleep(0.1)
            state.heard.wait(10)
        elif not known:
            self.wfile.write(state.body)

    def log_message(self, *_args: object) -> None:
        """Nothing is said on the terminal."""


@pytest.fixture
def state(settings: Settings) -> Iterator[State]:
    with State() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.STATE_SHEETS_URLS = {"particuliers": server.url, "associations": ""}
        yield server
        server.shutdown()


def test_an_archive_comes_in_once_and_is_asked_for_on_condition(state: State) -> None:
    state.body = sheets("F1", "F2").getvalue()
    kept = fetch(Audience.PERSONS)
    assert (kept.outcome, kept.added) == (Outcome.DONE, 2)
    assert "If-None-Match" not in state.asked[0]

    assert fetch(Audience.PERSONS).outcome == Outcome.SAME
    assert state.asked[1]["If-None-Match"] == '"one"'
    assert state.asked[1]["If-Modified-Since"] == "Mon, 02 Mar 2026 00:00:00 GMT"

    state.body, state.etag = sheets("F1").getvalue(), '"two"'
    assert fetch(Audience.PERSONS).withdrawn == 1
    assert [sheet.code for sheet in Sheet.objects.all()] == ["F1"]


def test_after_an_import_by_hand_whatever_the_server_has_is_asked_for_whole(state: State) -> None:
    state.body = sheets("F1", "F2").getvalue()
    fetch(Audience.PERSONS)
    import_archive(sheets("F1"))
    assert fetch(Audience.PERSONS).added == 1


def test_a_bad_archive_is_refused_once_and_changes_nothing(state: State) -> None:
    import_archive(sheets("F1"))
    for body in (b"<html>", sheets("F2", audience="associations").getvalue()):
        state.body, state.etag = body, f'"{len(body)}"'
        kept = fetch(Audience.PERSONS)
        assert kept.outcome == Outcome.REFUSED
        assert kept.why
        assert fetch(Audience.PERSONS).outcome == Outcome.SAME
    assert [sheet.code for sheet in Sheet.objects.all()] == ["F1"]


@pytest.mark.parametrize("status", [403, 404, 500, 503])
def test_a_server_that_fails_is_told_and_tried_again(state: State, status: int) -> None:
    state.status = status
    with pytest.raises(NotFetched, match=str(status)):
        fetch(Audience.PERSONS)
    assert Import.objects.get().outcome == Outcome.UNREACHABLE


def test_a_server_that_is_not_there_is_told(state: State, settings: Settings) -> None:
    settings.STATE_SHEETS_URLS = {"particuliers": "http://127.0.0.1:9/vdd.zip"}
    with pytest.raises(NotFetched, match="ne répond pas"):
        fetch(Audience.PERSONS)


@pytest.mark.parametrize(
    "url", ["http://dragons.example/a.zip", "ftp://127.0.0.1/a.zip", "file:///etc/passwd", ""]
)
def test_only_https_is_asked_even_after_a_redirection(state: State, url: str) -> None:
    state.status, state.location = 302, url or "file:///etc/passwd"
    with pytest.raises(NotFetched, match="https"):
        fetch(Audience.PERSONS)


class Elsewhere:
    """A server of the outside that sends us where it likes."""

    def __init__(self, location: str) -> None:
        self.headers, self.status = {"Location": location}, 302

    def request(self, *_args: object, **_more: object) -> "Elsewhere":
        return self

    def release_conn(self) -> None:
        pass


@pytest.mark.parametrize("location", ["http://127.0.0.1:6379/", "https://[::1]/", "https://["])
def test_nobody_outside_sends_us_to_our_own_machine(location: str) -> None:
    pool = cast(urllib3.PoolManager, Elsewhere(location))
    with pytest.raises(NotFetched, match=r"machine|se lit pas"):
        fetching._followed(pool, "https://dragons.example/a.zip", {})


def test_redirections_without_end_are_left(state: State) -> None:
    state.status, state.location = 301, state.url
    with pytest.raises(NotFetched, match="sans fin"):
        fetch(Audience.PERSONS)
    assert len(state.asked) == fetching.FOLLOWED


def test_an_archive_too_large_is_left(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    state.body = sheets("F1").getvalue()
    monkeypatch.setattr(fetching, "LARGEST", len(state.body) - 1)
    with pytest.raises(NotFetched, match="trop grosse"):
        fetch(Audience.PERSONS)
    assert not Sheet.objects.exists()


def test_an_archive_that_comes_drop_by_drop_is_left(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Long before a whole piece of it has come."""
    state.body, state.drops = sheets("F1").getvalue(), True
    monkeypatch.setattr(fetching, "LONGEST", 0.15)
    with pytest.raises(NotFetched, match="trop lentement"):
        fetch(Audience.PERSONS)
    state.heard.set()


def test_every_day_each_audience_that_has_an_address_is_asked_for(state: State) -> None:
    fetch_all()
    waiting = DBTaskResult.objects.filter(task_path="home.state_sheets.tasks.fetch_one")
    assert [result.args_kwargs["args"] for result in waiting] == [["particuliers"]]


def test_what_imports_did_is_kept_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "KEPT", 2)
    for number in range(4):
        records.refused(f"{number}.zip", "Abîmée.")
    assert [str(each) for each in Import.objects.all()] == ["3.zip", "2.zip"]
