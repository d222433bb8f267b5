"""Writing the copies, batch by batch: each batch is whole or isn't there."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from random import Random

from django.db import connection, transaction
from django.db.models import Max, Model

from portal.demandes.models import Demande
from portal.demo.scale.cells import values
from portal.demo.scale.copies import Batch, Copies, Keys
from portal.demo.scale.patterns import WRITTEN, columns, patterns
from portal.demo.scale.people import reference_of

BATCH = 2_000  # lives


def scale(total: int, *, progress: Callable[[int], object] = lambda _written: None) -> int:
    """Copy what is there until there are so many demandes; gives how many were added.

    It ends by telling the database what its tables hold. Raises LookupError where there is
    nothing to copy.
    """
    there = Demande.objects.count()
    if (missing := total - there) <= 0:
        return 0
    copies = Copies(patterns(), _taken(), Random("Arlencourt"))  # noqa: S311 (no secret comes from it)
    numbers = count(there)
    with ThreadPoolExecutor(1) as beside:
        drawn = beside.submit(copies.batch, _next(numbers, min(BATCH, missing)))
        for written in range(0, missing, BATCH):
            left = missing - written
            with transaction.atomic():
                _lock()
                batch = _fitting(drawn.result(), copies, numbers)
                # The database takes this batch in while the next one is made.
                drawn = beside.submit(copies.batch, _next(numbers, min(BATCH, left - BATCH)))
                _write(batch)
            progress(min(written + BATCH, missing))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return missing


def _next(numbers: Iterator[int], size: int) -> list[int]:
    return [next(numbers) for _ in range(size)]


def _taken() -> Keys:
    """The last primary key of each model."""
    return {
        model: model._default_manager.aggregate(last=Max("pk"))["last"] or 0 for model in WRITTEN
    }


def _fitting(batch: Batch, copies: Copies, numbers: Iterator[int]) -> Batch:
    """The batch, drawn again where somebody wrote meanwhile or has one of its references."""
    taken, free = _taken(), _free(batch.numbers, numbers)
    if batch.after == taken and batch.numbers == free:
        return batch
    copies.keys = taken
    return copies.batch(free)


def _free(numbers: list[int], more: Iterator[int]) -> list[int]:
    """The numbers whose references nobody has, others in the place of those that are taken."""
    named = {reference_of(number): number for number in numbers}
    taken = Demande.objects.filter(reference__in=named).values_list("reference", flat=True)
    for reference in taken:
        del named[reference]
    if len(named) == len(numbers):
        return numbers
    lacking = _next(more, len(numbers) - len(named))
    return [*named.values(), *_free(lacking, more)]


def _lock() -> None:
    """Nobody takes a key meanwhile; SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql":
        tables = ", ".join(model._meta.db_table for model in WRITTEN)
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")


def _write(batch: Batch) -> None:
    for model in WRITTEN:
        _insert(model, batch.text[model])


def _insert(model: type[Model], text: str) -> None:
    names, table = ", ".join(columns(model)), model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            marks = ", ".join(["%s"] * len(columns(model)))
            insert = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 (our own names)
            cursor.executemany(insert, [values(line) for line in text.split("\n")[:-1]])
            return
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            copy.write(text)
        sequence = f"pg_get_serial_sequence('{table}', 'id')"
        cursor.execute(f"SELECT setval({sequence}, (SELECT max(id) FROM {table}))")  # noqa: S608 (our own names)
