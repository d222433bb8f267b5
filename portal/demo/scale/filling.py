"""Writing the copies, batch by batch: each batch is whole or isn't there."""

from collections.abc import Callable, Iterator
from itertools import count
from random import Random

from django.db import connection, transaction
from django.db.models import Max, Model

from portal.demandes.models import Demande
from portal.demo.scale.cells import values
from portal.demo.scale.copies import Copies, lines
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
    copies = Copies(patterns(), {}, Random("Arlencourt"))  # noqa: S311 (no secret comes from it)
    numbers = count(there)
    for written in range(0, missing, BATCH):
        _write(copies, [next(numbers) for _ in range(min(BATCH, missing - written))], numbers)
        progress(min(written + BATCH, missing))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return missing


@transaction.atomic
def _write(copies: Copies, numbers: list[int], more: "count[int]") -> None:
    _lock()
    for model in WRITTEN:
        copies.keys[model] = model._default_manager.aggregate(last=Max("pk"))["last"] or 0
    lives = copies.lives(_free(numbers, more))
    for model in WRITTEN:
        _insert(model, lines(model, lives))


def _free(numbers: list[int], more: "count[int]") -> list[int]:
    """The numbers whose references nobody has, others in the place of those that are taken."""
    named = {reference_of(number): number for number in numbers}
    taken = Demande.objects.filter(reference__in=named).values_list("reference", flat=True)
    for reference in taken:
        del named[reference]
    if len(named) == len(numbers):
        return numbers
    lacking = [next(more) for _ in range(len(numbers) - len(named))]
    return [*named.values(), *_free(lacking, more)]


def _lock() -> None:
    """Nobody takes a key meanwhile; SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql":
        tables = ", ".join(model._meta.db_table for model in WRITTEN)
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")


def _insert(model: type[Model], written: Iterator[list[str]]) -> None:
    """PostgreSQL takes in the lines while the next ones are made."""
    names, table = ", ".join(columns(model)), model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            marks = ", ".join(["%s"] * len(columns(model)))
            insert = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 (our own names)
            cursor.executemany(insert, [values(line) for life in written for line in life])
            return
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for life in written:
                copy.write("".join([f"{line}\n" for line in life]))
        sequence = f"pg_get_serial_sequence('{table}', 'id')"
        cursor.execute(f"SELECT setval({sequence}, (SELECT max(id) FROM {table}))")  # noqa: S608 (our own names)
