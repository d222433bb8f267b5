"""The conversation with clamd: with the real one, and with one that misbehaves."""

import time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from portal.media import clamd as client
from tests.portal.media.scanners import DANGEROUS, STREAM_LIMIT, THREAT, Clamd, misbehaving


def scan(content: bytes) -> str:
    return client.scan(ContentFile(content))


def test_what_is_clean_has_no_name(clamd: Clamd) -> None:
    client.ping()
    assert scan(b"bonjour") == ""


@pytest.mark.parametrize("before", [b"", b"x" * (client.CHUNK - 10), b"%PDF-1.4\n"])
def test_what_is_dangerous_is_named_wherever_it_lies(clamd: Clamd, before: bytes) -> None:
    assert scan(before + DANGEROUS + b"\n%%EOF") == THREAT


def test_a_stream_larger_than_its_limit_is_refused_and_said_so(clamd: Clamd) -> None:
    with pytest.raises(client.Refused, match="size limit exceeded"):
        scan(bytes(STREAM_LIMIT * 10))


@pytest.mark.parametrize(
    "address", ["/nowhere/clamd.sock", "127.0.0.1:1", "127.0.0.1:99999", "rubbish", "/" + "x" * 300]
)
def test_where_nobody_answers_nothing_is_known(settings: Settings, address: str) -> None:
    settings.CLAMD_ADDRESS = address
    with pytest.raises(client.Unreachable):
        client.ping()
    with pytest.raises(client.Unreachable):
        scan(b"x")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\0",
        b"\xff\xfe\0",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"stream: OK and more\0",
        b"OK\0",
        b"stream:  FOUND\0",
        b"stream: OK FOUND ERR\0",
        b"a" * 100_000,
    ],
)
def test_rubbish_is_no_verdict(settings: Settings, answer: bytes) -> None:
    with misbehaving(answer, answer) as scanner:
        settings.CLAMD_ADDRESS = scanner.address
        with pytest.raises(client.Broken):
            scan(b"x")
        with pytest.raises(client.Unreachable):
            client.ping()


def test_a_silent_one_is_left_after_the_time_allowed(settings: Settings) -> None:
    settings.CLAMD_TIMEOUT_SECONDS = 0.3
    with misbehaving() as scanner:
        settings.CLAMD_ADDRESS = scanner.address
        scanner.go_on.clear()
        start = time.monotonic()
        with pytest.raises(client.Broken):
            scan(b"x")
        assert time.monotonic() - start < 3


@given(st.binary(max_size=60) | st.text("stream: OKFUNDER").map(str.encode))
def test_only_clamds_own_words_say_that_a_file_is_clean(answer: bytes) -> None:
    try:
        clean = client.verdict(answer.decode(errors="replace")) == ""
    except (client.Broken, client.Refused):
        clean = False
    assert clean == (answer == b"stream: OK")


@pytest.mark.parametrize(
    ("address", "right"),
    [
        ("/run/clamav/clamd.ctl", True),
        ("127.0.0.1:3310", True),
        ("antivirus.example:3310", True),
        ("[::1]:3310", True),
        ("antivirus.example", False),
        ("run/clamd.ctl", False),
        ("http://antivirus.example:3310", False),
        ("", False),
    ],
)
def test_an_address_is_a_path_or_a_host_and_its_port(address: str, right: bool) -> None:
    assert client.is_address(address) is right


def test_a_scanner_by_its_port_is_spoken_to_alike(settings: Settings) -> None:
    with misbehaving(b"PONG\0", b"stream: OK\0", b"stream: Bad.Thing FOUND\0") as scanner:
        settings.CLAMD_ADDRESS = scanner.address
        client.ping()
        assert scan(bytes(300_000)) == ""
        assert scan(b"x") == "Bad.Thing"


def test_the_daemon_of_the_tests_knows_no_signature_but_ours(clamd: Clamd) -> None:
    assert [path.name for path in Path(clamd.folder, "signatures").iterdir()] == ["ours.ndb"]
