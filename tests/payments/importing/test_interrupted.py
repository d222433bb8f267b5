"""Killed in the middle, run twice, two at once: nothing is lost, nothing is issued twice."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db.models import Sum

from payments.importing import checking, issuing, keeping, workflow
from payments.models import Entry, ImportState, Invoice, InvoiceImport, InvoiceLine, Regie
from payments.workflow.refusals import NotAllowed
from tests.payments.builders import make_invoice, make_mandate, make_regie
from tests.payments.importing.files import A_ROW, checked, csv_of, imported, issue
from tests.payments.test_at_once import at_once, failures
from tests.portal.tasks.conftest import loaded, start_worker
from tests.portal.tasks.forked import ForkedWorker
from tests.portal.tasks.workers import wait_until

__all__ = ["loaded", "start_worker"]
MANY = 3_500  # three batches and a half


def _file(count: int) -> bytes:
    return csv_of(A_ROW | {"external_id": f"id-{number}"} for number in range(count))


def _is_whole(regie: Regie, count: int) -> None:
    """One number after the other, a line and an entry for each invoice."""
    invoices = Invoice.objects.filter(regie=regie).order_by("number")
    numbers = [int(number[-6:]) for number in invoices.values_list("number", flat=True)]
    assert numbers == list(range(1, count + 1))
    assert invoices.values("external_id").distinct().count() == count
    assert InvoiceLine.objects.filter(invoice__regie=regie).count() == count
    total = invoices.aggregate(total=Sum("total"))["total"]
    booked = Entry.objects.filter(regie=regie).aggregate(total=Sum("amount"))["total"]
    assert total == booked == count * 4_620


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_worker_killed_while_it_issues_loses_and_doubles_nothing(
    start_worker: Callable[..., ForkedWorker],
) -> None:
    regie = make_regie()
    owner = checked(regie, _file(MANY))
    workflow.confirm(owner=owner, agent=make_mandate(regie))
    worker = start_worker()
    rows = InvoiceImport.objects.filter(pk=owner.pk)
    wait_until(lambda: rows.filter(issued__gt=0).exists())
    worker.kill()
    begun = rows.get()

    start_worker()
    wait_until(lambda: rows.filter(state=ImportState.DONE).exists())

    assert 0 < begun.issued < MANY
    assert begun.state == ImportState.ISSUING
    assert rows.get().issued == MANY
    _is_whole(regie, MANY)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_files_at_once_on_a_regie_take_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issuing, "BATCH", 20)
    regie = make_regie()
    content = _file(100)
    one, other = checked(regie, content), checked(regie, content)

    came = at_once(lambda: issue(one), lambda: issue(other))

    assert not failures(came)
    one.refresh_from_db()
    other.refresh_from_db()
    assert one.issued + other.issued == 100
    assert (one.issued + one.same, other.issued + other.same) == (100, 100)
    _is_whole(regie, 100)


@pytest.mark.django_db
def test_what_another_file_issued_otherwise_since_the_check_is_refused() -> None:
    regie = make_regie()
    owner = checked(regie, _file(2))
    imported(regie, csv_of([A_ROW | {"external_id": "id-0", "subject": "Autre"}]))

    issue(owner)

    assert (owner.issued, owner.refused) == (1, 1)
    assert "différente (objet)" in owner.faults.get().sentence


@pytest.mark.django_db
def test_a_check_run_again_begins_again() -> None:
    owner = checked(make_regie(), _file(3))
    InvoiceImport.objects.filter(pk=owner.pk).update(state=ImportState.CHECKING)

    with pytest.raises(FileNotFoundError), Path("nowhere").open("rb") as file:
        checking.check(owner, file)
    again = checked(owner.regie, _file(3))

    assert (again.fresh, again.read, again.attempt) == (3, 3, 1)


@pytest.mark.django_db
def test_an_agent_whose_mandate_ended_issues_no_more() -> None:
    regie = make_regie()
    agent = make_mandate(regie)
    owner = workflow.confirm(owner=checked(regie, _file(1)), agent=agent)
    agent.mandates.update(until="2021-01-01")

    with pytest.raises(NotAllowed):
        issuing.issue(owner)

    assert not Invoice.objects.filter(regie=regie).exists()


@pytest.mark.django_db
def test_names_are_forgotten_after_two_days_and_numbers_after_a_year() -> None:
    regie = make_regie()
    issued, left = imported(regie, _file(1)), checked(regie, _file(2))
    make_invoice(regie)
    now = left.created_at

    keeping.forget(now=now + keeping.CONTENT / 2)
    assert issued.staged.get().payload
    keeping.forget(now=now + keeping.CONTENT * 2)
    assert not issued.staged.get().payload
    assert list(InvoiceImport.objects.all()) == [issued]
    keeping.forget(now=now + keeping.LINE * 2)
    assert not InvoiceImport.objects.exists()
    assert Invoice.objects.count() == 2
