"""The journal is written once: the database itself refuses to change what stands in it.

PostgreSQL refuses UPDATE and DELETE (TRUNCATE, which empties tests' tables, isn't a row's business).
SQLite refuses UPDATE only: its way to empty a table is DELETE. A line taken out shows anyway: the
chain breaks, or is shorter than the demande's version.

A later migration that alters this table must make SQLite's trigger again (SQLite copies the table).
"""

from django.db import migrations

MAKE = {
    "postgresql": [
        """
        CREATE FUNCTION demandes_journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'integrity_constraint_violation';
        END $$
        """,
        """
        CREATE TRIGGER demandes_journal_append_only BEFORE UPDATE OR DELETE ON demandes_journalentry
        FOR EACH ROW EXECUTE FUNCTION demandes_journal_is_append_only()
        """,
    ],
    "sqlite": [
        """
        CREATE TRIGGER demandes_journal_append_only BEFORE UPDATE ON demandes_journalentry
        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
        """,
    ],
}
UNMAKE = {
    "postgresql": [
        "DROP TRIGGER demandes_journal_append_only ON demandes_journalentry",
        "DROP FUNCTION demandes_journal_is_append_only()",
    ],
    "sqlite": ["DROP TRIGGER demandes_journal_append_only"],
}


def make(apps, schema_editor):
    for statement in MAKE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def unmake(apps, schema_editor):
    for statement in UNMAKE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("demandes", "0001_initial")]

    operations = [migrations.RunPython(make, unmake)]
