"""Demandes by their words, each engine with an index of its own, outside the model state.

PostgreSQL: the words of `search_text`, as they are, in a GIN. SQLite: a table of FTS5 that
triggers keep; a migration that copies the table of demandes drops them, so that they are laid
again after each `migrate`.
"""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, IntegerField, QuerySet, Subquery, Value

TRIGGERS = ("demande_words_insert", "demande_words_delete", "demande_words_update")
LAY = (
    """
    CREATE VIRTUAL TABLE IF NOT EXISTS demandes_words USING fts5(
        search_text, content='demandes_demande', content_rowid='id',
        tokenize='unicode61 remove_diacritics 0', prefix='2 3'
    )
    """,
    """
    CREATE TRIGGER IF NOT EXISTS demande_words_insert AFTER INSERT ON demandes_demande BEGIN
        INSERT INTO demandes_words(rowid, search_text) VALUES (new.id, new.search_text);
    END
    """,
    """
    CREATE TRIGGER IF NOT EXISTS demande_words_delete AFTER DELETE ON demandes_demande BEGIN
        INSERT INTO demandes_words(demandes_words, rowid, search_text)
        VALUES ('delete', old.id, old.search_text);
    END
    """,
    """
    CREATE TRIGGER IF NOT EXISTS demande_words_update
    AFTER UPDATE OF search_text ON demandes_demande BEGIN
        INSERT INTO demandes_words(demandes_words, rowid, search_text)
        VALUES ('delete', old.id, old.search_text);
        INSERT INTO demandes_words(rowid, search_text) VALUES (new.id, new.search_text);
    END
    """,
    """
    INSERT INTO demandes_words(demandes_words) VALUES ('rebuild')
    """,
)
LIFT = (
    "DROP TRIGGER IF EXISTS demande_words_insert",
    "DROP TRIGGER IF EXISTS demande_words_delete",
    "DROP TRIGGER IF EXISTS demande_words_update",
    "DROP TABLE IF EXISTS demandes_words",
)


class Says(Func):
    """Whether the demande says, for each of these stems, a word that begins so."""

    output_field = BooleanField()

    def __init__(self, stems: list[str]) -> None:
        super().__init__(F("search_text"), F("pk"), Value(" ".join(stems)))

    def as_postgresql(
        self, compiler: Any, _connection: BaseDatabaseWrapper, **_: object
    ) -> tuple[str, tuple[str, ...]]:
        column, _params = compiler.compile(self.source_expressions[0])
        query = " & ".join(f"'{stem}':*" for stem in self._stems)
        return f"demande_stems({column}) @@ %s::tsquery", (query,)

    def as_sqlite(  # type: ignore[override]  # the stubs want the base's every argument
        self, compiler: Any, _connection: BaseDatabaseWrapper, **_: object
    ) -> tuple[str, tuple[str, ...]]:
        column, _params = compiler.compile(self.source_expressions[1])
        query = " ".join(f'"{stem}"*' for stem in self._stems)
        found = "(SELECT rowid FROM demandes_words(%s))"
        return f"{column} IN {found}", (query,)

    @property
    def _stems(self) -> list[str]:
        stems: Any = self.source_expressions[2]
        return str(stems.value).split()


class Reads(Says):
    """The same, read in each demande's words: for a list that is walked in its own order.

    No index answers it, so that the planner can't set the list aside for one.
    """

    def as_postgresql(
        self, compiler: Any, _connection: BaseDatabaseWrapper, **_: object
    ) -> tuple[str, tuple[str, ...]]:
        return self._read(compiler, "strpos")

    def as_sqlite(  # type: ignore[override]  # as above
        self, compiler: Any, _connection: BaseDatabaseWrapper, **_: object
    ) -> tuple[str, tuple[str, ...]]:
        return self._read(compiler, "instr")

    def _read(self, compiler: Any, place: str) -> tuple[str, tuple[str, ...]]:
        column, _params = compiler.compile(self.source_expressions[0])
        begins = tuple(f" {stem}" for stem in self._stems)
        each = f"{place}(' ' || {column}, %s) > 0"
        return f"({' AND '.join([each] * len(begins))})", begins


class Found(Subquery):
    """How many rows of a query have a true `says`; no more are read once there are `enough`."""

    template = (
        "(SELECT COUNT(*) FROM"
        " (SELECT 1 FROM (%(subquery)s) AS walked WHERE walked.says LIMIT %(enough)s) AS found)"
    )
    output_field = IntegerField()
    empty_result_set_value = 0

    def __init__(self, rows: QuerySet[Any], *, enough: int) -> None:
        super().__init__(rows, enough=enough)


def lay_sqlite(connection: BaseDatabaseWrapper) -> None:
    """Make what is missing; does nothing where all is there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        if not {name for (name,) in cursor.fetchall()}.issuperset(TRIGGERS):
            for statement in LAY:
                cursor.execute(statement)


def lift_sqlite(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for statement in LIFT:
            cursor.execute(statement)
