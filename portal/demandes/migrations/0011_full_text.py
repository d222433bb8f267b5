"""Words, and the orders that filters are read in: a GIN on PostgreSQL, an FTS5 table on SQLite.

On PostgreSQL every index is built CONCURRENTLY: filing goes on meanwhile. A build that was
interrupted leaves an invalid index: migrate again, which drops it first.
"""

from django.db import migrations, models

from portal.demandes.fulltext import lay_sqlite, lift_sqlite
from portal.demandes.live_indexes import AddIndexLive

# A function only so that the planner knows what it costs to read a row's words: it would walk
# through a whole table rather than open the index. Not in SQL, which would be inlined.
FUNCTION = """
CREATE OR REPLACE FUNCTION demande_stems(said text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 100
AS $$ BEGIN RETURN array_to_tsvector(string_to_array(said, ' ')); END $$
"""
WORDS = """
CREATE INDEX CONCURRENTLY demande_words ON demandes_demande USING gin (demande_stems(search_text))
WITH (gin_pending_list_limit = 1024)
"""
RARE = ['awaiting_citizen', 'awaiting_partner', 'duplicate', 'withdrawn']
INDEXES = [
    models.Index(fields=['procedure', '-filed_at', '-id'], name='demande_procedure_filed'),
    models.Index(fields=['assignee', '-filed_at', '-id'], name='demande_assignee_filed'),
    models.Index(fields=['commune', '-filed_at', '-id'], name='demande_commune_filed'),
    models.Index(
        condition=models.Q(('state__in', RARE)),
        fields=['state', '-filed_at', '-id'],
        name='demande_rare_state_filed',
    ),
    models.Index(
        condition=models.Q(('channel', 'online'), _negated=True),
        fields=['channel', '-filed_at', '-id'],
        name='demande_channel_filed',
    ),
]


def lay(apps, schema_editor):
    if schema_editor.connection.vendor != 'postgresql':
        return lay_sqlite(schema_editor.connection)
    schema_editor.execute('DROP INDEX IF EXISTS demande_words')
    schema_editor.execute(FUNCTION)
    schema_editor.execute(WORDS)
    schema_editor.execute('ANALYZE demandes_demande')  # the planner learns which words are common


def lift(apps, schema_editor):
    if schema_editor.connection.vendor != 'postgresql':
        return lift_sqlite(schema_editor.connection)
    schema_editor.execute('DROP INDEX CONCURRENTLY IF EXISTS demande_words')
    schema_editor.execute('DROP FUNCTION demande_stems(text)')


class Migration(migrations.Migration):

    atomic = False
    dependencies = [('demandes', '0010_mentions')]

    operations = [
        *(AddIndexLive(model_name='demande', index=index) for index in INDEXES),
        migrations.RunPython(lay, lift, atomic=False),
    ]
