"""The two passes over a file, as workers run them: the check that shows, the import that writes.

Each may run twice: the first rewrites its report, the second looks at the state it left.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.media.workflow import discard
from portal.spreadsheets import report
from portal.spreadsheets.models import Import, State
from portal.spreadsheets.plan import Plan, make_plan
from portal.spreadsheets.reading import read_sheet
from portal.spreadsheets.sheets import RefusedFile, Sheet
from portal.spreadsheets.subjects import Book, Fault, Subject
from portal.tasks.bulk import bulk


class Outdated(Exception):
    """What was shown isn't what would be written any more."""


def check(import_id: str) -> None:
    """The dry run: read the file, compare, keep the report. Nothing else is written."""
    owner = _in_state(import_id, State.CHECKING)
    if owner is None or owner.stored is None or (subject := owner.declared) is None:
        return
    try:
        plan = make_plan(subject, read_sheet(owner.stored, subject), _book(owner, subject))
    except RefusedFile as refused:
        _keep(owner, State.UNREADABLE, report.of_file(owner, refused.faults))
    except Outdated:
        _keep(owner, State.OUTDATED, [])
    else:
        owner.digest = plan.digest
        _keep(owner, State.CHECKED, report.rows_of(owner, subject, plan))


def write(import_id: str) -> None:
    """Write what was shown, all of it in one transaction, or nothing."""
    owner = _in_state(import_id, State.WRITING)
    if owner is None or owner.stored is None or (subject := owner.declared) is None:
        return
    sheet = read_sheet(owner.stored, subject)  # before the transaction: it may take a second
    try:
        _write(owner, subject, sheet)
    except (Outdated, IntegrityError, RefusedFile, PermissionDenied):
        Import.objects.filter(pk=owner.pk, state=State.WRITING).update(state=State.OUTDATED)
    except ValidationError as error:
        faults = [Fault("", sentence) for sentence in error.messages]
        _keep(owner, State.UNREADABLE, report.of_file(owner, faults))


@transaction.atomic
@bulk()
def _write(owner: Import, subject: Subject, sheet: Sheet) -> None:
    locked = Import.objects.select_for_update(of=("self",)).get(pk=owner.pk)
    if locked.state != State.WRITING:
        return
    book = _book(locked, subject, lock=True)
    plan: Plan = make_plan(subject, sheet, book)
    if plan.digest != locked.digest or plan.refused:
        raise Outdated
    book.write(plan.to_write)
    stored, locked.stored = locked.stored, None
    locked.state = State.DONE
    locked.done_at = timezone.now()
    locked.save()
    if stored:
        discard(stored_file=stored)


def _book(owner: Import, subject: Subject, *, lock: bool = False) -> Book:
    """What the agent administers at this moment: rights may have gone since the file came."""
    agent = User.objects.get(pk=owner.agent_id)
    if not (agent.is_active and agent.is_administrator):
        raise Outdated
    return subject.book(agent, lock=lock)


def _in_state(import_id: str, state: State) -> Import | None:
    return Import.objects.select_related("stored").filter(pk=import_id, state=state).first()


@transaction.atomic
def _keep(owner: Import, state: State, rows: list[report.ImportRow]) -> None:
    report.keep(owner, rows)
    owner.state = state
    owner.save(update_fields=["state", "digest"])
