"""The indexes of one filter carry the others. PostgreSQL builds each beside the former one."""

from django.db import migrations, models

from portal.demandes.live_indexes import AddIndexLive, RemoveIndexLive

OVER = ['closed', 'duplicate', 'withdrawn']
RARE = ['awaiting_citizen', 'awaiting_partner', 'duplicate', 'withdrawn']
INDEXES = [
    models.Index(
        fields=['procedure', '-filed_at', '-id', 'service', 'state', 'channel', 'commune', 'assignee'],
        name='demande_procedure_by_filing',
    ),
    models.Index(
        fields=['assignee', '-filed_at', '-id', 'service', 'procedure', 'state', 'channel', 'commune'],
        name='demande_assignee_by_filing',
    ),
    models.Index(
        fields=['commune', '-filed_at', '-id', 'service', 'procedure', 'state', 'channel', 'assignee'],
        name='demande_commune_by_filing',
    ),
    models.Index(
        condition=models.Q(('state__in', RARE)),
        fields=['state', '-filed_at', '-id', 'service', 'procedure', 'channel', 'commune', 'assignee'],
        name='demande_rare_state_by_filing',
    ),
    models.Index(
        condition=models.Q(('assignee', None), ('state__in', OVER)),
        fields=['-closed_at', '-id', 'filed_at', 'service', 'procedure', 'state', 'channel', 'commune'],
        name='demande_over_by_nobody',
    ),
    models.Index(
        condition=models.Q(('state__in', ['duplicate', 'withdrawn'])),
        fields=[
            '-closed_at', '-id', 'filed_at', 'service', 'procedure', 'state', 'channel', 'commune',
            'assignee',
        ],
        name='demande_over_by_rare_state',
    ),
]
FORMER = [
    'demande_procedure_filed',
    'demande_assignee_filed',
    'demande_commune_filed',
    'demande_rare_state_filed',
]


class Migration(migrations.Migration):

    atomic = False
    dependencies = [('demandes', '0016_paid_to_file')]

    operations = [
        *(AddIndexLive(model_name='demande', index=index) for index in INDEXES),
        *(RemoveIndexLive(model_name='demande', name=name) for name in FORMER),
    ]
