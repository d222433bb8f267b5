"""Searches are remembered by their words, never by who typed them.

Words are written once three people of the public have typed them, on different addresses or days,
or two different agents; until then a salted hash counts them. What looks like somebody's data
(digits, an e-mail address, a long text) isn't counted at all.
"""

import re
from datetime import timedelta

from django.db.models import Case, F, Value, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from portal.accounts import throttle
from portal.directory.models import Organisation
from portal.text.french import fold
from search.index.choosing import chosen
from search.index.models import SearchDocument
from search.quietly import quietly
from search.results.models import Searched

ENOUGH, ENOUGH_AGENTS = 3, 2  # times before the words are written
LONGEST, MOST_WORDS = 60, 8
A_DAY = timedelta(days=1)
KEPT, KEPT_HASHED = timedelta(days=365), timedelta(days=31)
_PERSONAL = re.compile(r"@|\d{4}|(?:\d\D{0,2}){5}")  # addresses, telephones, numbers of files


@quietly
def remember(
    request: HttpRequest, typed: str, *, organisation: Organisation | None, staff: bool, found: int
) -> None:
    """Count a search; the same one from the same place counts once a day.

    That of one agent counts again once its hash is surely forgotten: what one of them alone keeps
    looking for, a name perhaps, is never written.
    """
    words = folded(typed)
    if not may_be_kept(words):
        return
    digest = digest_of(words, organisation, staff=staff)
    per = 2 * KEPT_HASHED if staff else A_DAY
    if not throttle.hit(f"searched:{_who(request, staff=staff)}:{digest}", 1, per=per):
        return
    today = timezone.localdate()
    enough = (ENOUGH_AGENTS if staff else ENOUGH) - 1
    told = Case(When(asked__gte=enough, then=Value(words)), default=F("words"))
    known = Searched.objects.filter(digest=digest)
    if not known.update(asked=F("asked") + 1, found=found, last_on=today, words=told):
        first = Searched(
            digest=digest, organisation=organisation, staff=staff, found=found,
            first_on=today, last_on=today,
        )  # fmt: skip
        Searched.objects.bulk_create([first], ignore_conflicts=True)


@quietly
def remember_choice(
    request: HttpRequest,
    typed: str,
    document: SearchDocument,
    *,
    organisation: Organisation | None,
    staff: bool,
) -> None:
    """Count that a result was opened, for the lists and for the ranking; once a day from a place.

    A script that opens the same result a thousand times raises it no more than one person would,
    and the ranking learns only from words that enough people have typed.
    """
    words = folded(typed)
    if not may_be_kept(words):
        return
    digest = digest_of(words, organisation, staff=staff)
    key = f"chosen:{_who(request, staff=staff)}:{digest}:{document.pk}"
    if throttle.hit(key, 1, per=A_DAY):
        searched = Searched.objects.filter(digest=digest)
        searched.update(chosen=F("chosen") + 1)
        if searched.exclude(words="").exists():
            chosen(typed, document)


def folded(typed: str) -> str:
    """The words without accents, capitals, or needless spaces and punctuation."""
    return " ".join(fold(typed).split()).strip(" ?!.,;:\"'")


def may_be_kept(words: str) -> bool:
    """Whether they are short, and say nobody's number or address."""
    short = len(words) <= LONGEST and len(words.split()) <= MOST_WORDS
    return bool(words) and short and not _PERSONAL.search(words)


def digest_of(words: str, organisation: Organisation | None, *, staff: bool) -> str:
    site = organisation.pk if organisation else ""
    value = f"{site}:{'agents' if staff else 'public'}:{words}"
    return salted_hmac("search.results", value, algorithm="sha256").hexdigest()


def _who(request: HttpRequest, *, staff: bool) -> str:
    """An agent, whatever the desk, or an address of the public; throttle keeps a salted hash."""
    return f"agent {request.user.pk}" if staff else throttle.client(request)


def forget_old() -> int:
    """Drop a year's words, and after a month the hashes of what too few people typed."""
    today = timezone.localdate()
    old = Searched.objects.filter(first_on__lte=today - KEPT)
    rare = Searched.objects.filter(words="", first_on__lte=today - KEPT_HASHED)
    return old.delete()[0] + rare.delete()[0]
