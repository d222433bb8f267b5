"""The indexes of the three orders carry what filters ask. PostgreSQL builds each beside the former one."""

from django.db import migrations, models

from portal.demandes.live_indexes import AddIndexLive, RemoveIndexLive

FILTERED = ['service', 'procedure', 'state', 'channel', 'commune', 'assignee']
OPEN = ['assigned', 'awaiting_citizen', 'awaiting_partner', 'filed']
OVER = ['closed', 'duplicate', 'withdrawn']
INDEXES = [
    models.Index(
        condition=models.Q(('state__in', OPEN)),
        fields=['due_on', 'id', 'filed_at', *FILTERED, 'keeper', 'confidential'],
        name='demande_open_by_due',
    ),
    models.Index(
        condition=models.Q(('state__in', OVER)),
        fields=['-closed_at', '-id', 'filed_at', *FILTERED],
        name='demande_over_by_end',
    ),
    models.Index(fields=['-filed_at', '-id', *FILTERED], name='demande_by_filing'),
]


class Migration(migrations.Migration):

    atomic = False
    dependencies = [('demandes', '0014_message_texts')]

    operations = [
        *(AddIndexLive(model_name='demande', index=index) for index in INDEXES),
        *(
            RemoveIndexLive(model_name='demande', name=name)
            for name in ('demande_open_due', 'demande_closed', 'demande_filed')
        ),
    ]
