"""Fresh archives, from the address that the settings give for each audience."""

import tempfile
import time
from typing import IO
from urllib.parse import SplitResult, urljoin, urlsplit

import urllib3
from django.conf import settings

from home.state_sheets import records
from home.state_sheets.archive import RefusedArchive
from home.state_sheets.importing import import_archive
from home.state_sheets.models import Audience, Import, Intake

LARGEST = 100_000_000  # bytes of an archive; the State's largest is seven times smaller
LONGEST = 600  # seconds for a whole archive
TIMEOUT = urllib3.Timeout(connect=20, read=60)
PIECE = 65_536
REDIRECTIONS = (301, 302, 303, 307, 308)
FOLLOWED = 5
HERE = {"127.0.0.1", "localhost", "::1"}


class NotFetched(Exception):
    """The archive didn't come: it may another time. The message says why, in French."""


def fetch(audience: Audience) -> Import:
    """Bring in the audience's archive if its server has a newer one; says what came of it.

    Raises NotFetched, having kept why, when it doesn't come.
    """
    url = settings.STATE_SHEETS_URLS[audience]
    intake, _made = Intake.objects.get_or_create(audience=audience)
    try:
        with tempfile.TemporaryFile() as file:
            told = _download(url, intake, file)
            if told is None:
                return records.unmodified(url, audience)
            return _bring_in(url, audience, file, told)
    except NotFetched as error:
        records.unreachable(url, str(error), audience)
        raise


def _bring_in(url: str, audience: Audience, file: IO[bytes], told: tuple[str, str]) -> Import:
    """An archive refused isn't asked for again until its server has another."""
    try:
        kept = records.done(url, import_archive(file, expected=audience))
    except RefusedArchive as error:
        kept = records.refused(url, str(error), audience)
    etag, last_modified = told
    Intake.objects.filter(audience=audience).update(etag=etag, last_modified=last_modified)
    return kept


def _download(url: str, intake: Intake, file: IO[bytes]) -> tuple[str, str] | None:
    """Write the archive; returns its ETag and date, or None when there is nothing newer."""
    asked = {"If-None-Match": intake.etag, "If-Modified-Since": intake.last_modified}
    headers = {name: value for name, value in asked.items() if value}
    with urllib3.PoolManager(timeout=TIMEOUT, retries=False) as pool:
        try:
            response = _followed(pool, url, headers)
            if response.status == 304:
                return None
            if response.status != 200:
                raise NotFetched(f"Le serveur a répondu {response.status}.")
            _copy(response, file)
        except urllib3.exceptions.HTTPError as error:
            raise NotFetched(f"Le serveur ne répond pas ({type(error).__name__}).") from None
    told = (response.headers.get(name, "") for name in ("ETag", "Last-Modified"))
    etag, last_modified = (value if value.isascii() else "" for value in told)
    return etag[:200], last_modified[:60]


def _followed(
    pool: urllib3.PoolManager, url: str, headers: dict[str, str]
) -> urllib3.BaseHTTPResponse:
    """The answer, each redirection being held to the same rule as the address."""
    from_here = _parts(url).hostname in HERE
    for _ in range(FOLLOWED):
        _check(url, from_here=from_here)
        response = pool.request("GET", url, headers=headers, redirect=False, preload_content=False)
        if response.status not in REDIRECTIONS:
            return response
        try:
            url = urljoin(url, response.headers.get("Location", ""))
        except ValueError:
            raise NotFetched("Le serveur renvoie à une adresse qui ne se lit pas.") from None
        response.release_conn()
    raise NotFetched("Le serveur renvoie sans fin d’une adresse à une autre.")


def _copy(response: urllib3.BaseHTTPResponse, file: IO[bytes]) -> None:
    """What has come is taken as it comes: a whole piece, sent drop by drop, would be waited for."""
    end, size = time.monotonic() + LONGEST, 0
    while piece := response.read1(PIECE, decode_content=True):
        size += len(piece)
        if size > LARGEST:
            raise NotFetched("L’archive est trop grosse.")
        if time.monotonic() > end:
            raise NotFetched("L’archive arrive trop lentement.")
        file.write(piece)
    file.seek(0)


def _check(url: str, *, from_here: bool) -> None:
    """HTTPS alone, but on this machine itself, to which nobody elsewhere sends us."""
    parts = _parts(url)
    here = parts.hostname in HERE
    if here and not from_here:
        raise NotFetched("Le serveur renvoie à notre propre machine.")
    if parts.scheme != "https" and not (here and parts.scheme == "http"):
        raise NotFetched("L’adresse de l’archive doit commencer par https://.")


def _parts(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        raise NotFetched("L’adresse de l’archive ne se lit pas.") from None
