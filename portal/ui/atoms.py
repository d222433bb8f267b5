"""Small pieces of page made in Python: fast enough for every cell of a list, and used as tags."""

from collections.abc import Callable
from datetime import date, datetime

from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.text.dates import NBSP
from portal.ui import dates

NOTHING = "–"
TONES = ("", "good", "warn", "bad", "off")
STYLES: dict[str, Callable[..., str]] = {
    "day": dates.day,
    "full": dates.full,
    "short": dates.short,
    "moment": dates.moment,
    "hour": dates.hour,
}


def state(label: object, tone: str = "") -> SafeString:
    """A state: words, a shape and a colour. Tones: none, good, warn, bad, off."""
    if tone not in TONES:
        message = f"unknown tone {tone!r}"
        raise ValueError(message)
    return format_html('<span class="state {}">{}</span>', tone, label)


def due(value: date | None, today: date | None = None) -> SafeString | str:
    """A due date as a state; a dash when there is none."""
    return state(*dates.due(value, today)) if value else NOTHING


def when(value: date | None, style: str = "day") -> SafeString | str:
    """A `<time>`; styles: day, full, short, moment, hour. A dash when there is none."""
    if value is None:
        return NOTHING
    at = dates.local(value)
    iso = at.isoformat(timespec="minutes") if isinstance(at, datetime) else at.isoformat()
    return format_html('<time datetime="{}">{}</time>', iso, STYLES[style](value))


def reference(value: str) -> SafeString:
    """A reference, in one piece and in letters that can't be mistaken."""
    return format_html('<span class="ref">{}</span>', value)


def title(url: str, words: str, small: str = "") -> SafeString:
    """The first cell of a row: the link that opens it, and a quieter second line."""
    quiet = format_html("<small>{}</small>", small) if small else ""
    return format_html('<a class="title" href="{}">{}</a>{}', url, words, quiet)


def stacked(main: object, small: object) -> SafeString:
    """A cell of two lines: what counts, and quieter what goes with it."""
    return format_html("{}<small>{}</small>", main, small)


def file_size(size: int) -> str:
    """« 850 octets », « 12 Ko », « 1,4 Mo »; decimal units."""
    if size < 1_000:
        return f"{size}{NBSP}octet{'s' if size > 1 else ''}"
    if size < 999_500:
        return f"{round(size / 1_000)}{NBSP}Ko"
    return f"{number_format(round(size / 1_000_000, 1), decimal_pos=1)}{NBSP}Mo"
