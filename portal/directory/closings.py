"""Stretches of days and hours during which a place is closed. Pure: no database."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal.directory.wall_clock import instant
from portal.text.dates import time_of_day, weekday_and_date

MIDNIGHT = time(0)
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Closing:
    """The place is closed from a day and an hour to others, by the clock on its own wall.

    The last hour is excluded, and 00:00 is the end of the last day; without a last day, it is
    closed until further notice. Raises ValueError when it doesn't end after it begins.
    """

    first_day: date
    last_day: date | None
    reason: str = ""
    first_time: time = MIDNIGHT
    last_time: time = MIDNIGHT

    def __post_init__(self) -> None:
        if self.last_day and self._end(self.last_day) <= self._begin:
            message = f"ends on {self.last_day}, before it begins on {self.first_day}"
            raise ValueError(message)

    def stretch(self, tz: ZoneInfo) -> tuple[datetime, datetime]:
        """The instants, in UTC, at which it begins and ends (FOREVER when nobody knows)."""
        begins = instant(self.first_day, self.first_time, tz)
        if self.last_day is None:
            return begins, FOREVER
        end = self._end(self.last_day)
        return begins, instant(end.date(), end.time(), tz)

    def covers(self, at: datetime, tz: ZoneInfo) -> bool:
        begins, ends = self.stretch(tz)
        return begins <= at < ends

    def period_words(self, today: date) -> str:
        """`du lundi 30 novembre à 14 h au mardi 1er décembre inclus`, for a list."""
        first = weekday_and_date(self.first_day, seen_from=today)
        if self.first_time != MIDNIGHT:
            first = f"{first} à {time_of_day(self.first_time)}"
        if self.last_day is None:
            return f"à partir du {first}, jusqu’à nouvel ordre"
        if self.last_day > self.first_day:
            return f"du {first} au {self._last_words(today)}"
        if self.first_time == self.last_time == MIDNIGHT:
            return f"le {first}"
        if self.last_time == MIDNIGHT:
            return f"le {first.replace(' à ', ', à partir de ')}"
        day = weekday_and_date(self.first_day, seen_from=today)
        return f"le {day}, de {time_of_day(self.first_time)} à {time_of_day(self.last_time)}"

    def until_words(self, today: date) -> str:
        """`jusqu’à 17 h`, `jusqu’au lundi 30 novembre inclus`, `jusqu’à nouvel ordre`."""
        if self.last_day is None:
            return "jusqu’à nouvel ordre"
        if self.last_day > today + timedelta(days=1):
            return f"jusqu’au {self._last_words(today)}"
        whole = self.last_time == MIDNIGHT
        if self.last_day == today:
            return "jusqu’à ce soir" if whole else f"jusqu’à {time_of_day(self.last_time)}"
        return (
            "jusqu’à demain inclus" if whole else f"jusqu’à demain, {time_of_day(self.last_time)}"
        )

    @property
    def _begin(self) -> datetime:
        return datetime.combine(self.first_day, self.first_time)

    def _end(self, last_day: date) -> datetime:
        return datetime.combine(
            last_day + timedelta(days=self.last_time == MIDNIGHT), self.last_time
        )

    def _last_words(self, today: date) -> str:
        day = weekday_and_date(self.last_day or today, seen_from=today)
        return (
            f"{day} inclus"
            if self.last_time == MIDNIGHT
            else f"{day}, {time_of_day(self.last_time)}"
        )
