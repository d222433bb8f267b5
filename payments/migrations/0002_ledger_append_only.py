"""The ledger is written once: the database itself refuses to change what stands in it.

PostgreSQL refuses UPDATE and DELETE (TRUNCATE, which empties tests' tables, isn't a row's business).
SQLite refuses UPDATE only: its way to empty a table is DELETE.

A later migration that alters this table must make SQLite's trigger again (SQLite copies the table).
"""

from django.db import migrations

MAKE = {
    "postgresql": [
        """
        CREATE FUNCTION payments_ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'integrity_constraint_violation';
        END $$
        """,
        """
        CREATE TRIGGER payments_ledger_append_only BEFORE UPDATE OR DELETE ON payments_entry
        FOR EACH ROW EXECUTE FUNCTION payments_ledger_is_append_only()
        """,
    ],
    "sqlite": [
        """
        CREATE TRIGGER payments_ledger_append_only BEFORE UPDATE ON payments_entry
        BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
        """,
    ],
}
UNMAKE = {
    "postgresql": [
        "DROP TRIGGER payments_ledger_append_only ON payments_entry",
        "DROP FUNCTION payments_ledger_is_append_only()",
    ],
    "sqlite": ["DROP TRIGGER payments_ledger_append_only"],
}


def make(apps, schema_editor):
    for statement in MAKE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def unmake(apps, schema_editor):
    for statement in UNMAKE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]

    operations = [migrations.RunPython(make, unmake)]
