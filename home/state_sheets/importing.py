"""An archive brought in: staged first, then switched in one short transaction."""

from datetime import datetime
from itertools import islice
from typing import IO

from django.db import transaction
from django.utils import timezone

from home.page_cache.versions import purge
from home.state_sheets.archive import RefusedArchive, opened
from home.state_sheets.models import Audience, Intake, Sheet, WithdrawnSheet
from home.state_sheets.signals import sheets_changed
from home.state_sheets.staging import Report, Staged, staged

BATCH = 100
KEY = ["code", "audience"]
UPDATED = [each.name for each in Sheet._meta.concrete_fields if each.name not in {"id", *KEY}]


def import_archive(
    file: str | IO[bytes], *, force: bool = False, expected: Audience | None = None
) -> Report:
    """Make the sheets of an archive's audience those of the archive; a second time does nothing.

    A document that can't be read is listed and keeps what it had. Raises RefusedArchive, having
    changed nothing, on a file that is no sound archive or speaks to another audience than
    `expected`, on one that would withdraw more than a fifth of the audience's sheets unless
    `force`, and when another import came in meanwhile.
    """
    with opened(file) as archive:
        if expected not in {None, archive.audience}:
            raise RefusedArchive(f"Cette archive parle aux {archive.audience.label.lower()}.")
        seen, _made = Intake.objects.get_or_create(audience=archive.audience)
        sheets = Sheet.objects.filter(audience=archive.audience)
        digests = dict(sheets.values_list("code", "digest"))
        with staged(archive, digests, force=force) as ready:
            if ready.report.changes_something:
                _switch(ready, seen.number)
            return ready.report


@transaction.atomic
def _switch(ready: Staged, number: int) -> None:
    """Everything at once, if nobody else did since the archive was compared with the database."""
    report, now = ready.report, timezone.now()
    intake = Intake.objects.select_for_update().get(audience=report.audience)
    if intake.number != number:
        raise RefusedArchive("Un autre import a eu lieu pendant celui-ci\u00a0: recommencez.")
    intake.number += 1
    intake.etag = intake.last_modified = ""  # whatever the State's server has is news again
    intake.save()
    _write(ready, now)
    gone = _withdraw(report, now)
    purge()
    changed = report.changed | (report.withdrawn - gone)
    sheets_changed.send(Sheet, added=report.added, changed=changed, withdrawn=gone)


def _write(ready: Staged, now: datetime) -> None:
    rows, audience = ready.rows(), ready.report.audience
    while batch := [Sheet(audience=audience, changed_at=now, **row) for row in islice(rows, BATCH)]:
        Sheet.objects.bulk_create(
            batch, update_conflicts=True, unique_fields=KEY, update_fields=UPDATED
        )
    back = WithdrawnSheet.objects.filter(audience=audience, code__in=ready.report.added)
    back.delete()


def _withdraw(report: Report, now: datetime) -> set[str]:
    """Take the sheets away, keep their titles; returns the codes that no audience has any more."""
    sheets = Sheet.objects.filter(audience=report.audience, code__in=report.withdrawn)
    titles = sheets.values_list("code", "title")
    WithdrawnSheet.objects.bulk_create(
        WithdrawnSheet(code=code, audience=report.audience, title=title, withdrawn_at=now)
        for code, title in titles
    )
    sheets.delete()
    kept = Sheet.objects.filter(code__in=report.withdrawn).values_list("code", flat=True)
    return report.withdrawn - set(kept)
