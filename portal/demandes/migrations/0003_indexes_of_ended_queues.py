"""The queues that don't go by due date: answered, over, and everything, newest first."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("demandes", "0002_journal_append_only")]

    operations = [
        migrations.AddIndex(
            model_name='demande',
            index=models.Index(condition=models.Q(('state', 'answered')), fields=['service', 'answered_at', 'id'], name='demande_service_answered'),
        ),
        migrations.AddIndex(
            model_name='demande',
            index=models.Index(condition=models.Q(('state__in', ['closed', 'duplicate', 'withdrawn'])), fields=['-closed_at', '-id'], name='demande_closed'),
        ),
        migrations.AddIndex(
            model_name='demande',
            index=models.Index(condition=models.Q(('state__in', ['closed', 'duplicate', 'withdrawn'])), fields=['service', '-closed_at', '-id'], name='demande_service_closed'),
        ),
        migrations.AddIndex(
            model_name='demande',
            index=models.Index(fields=['-filed_at', '-id'], name='demande_filed'),
        ),
    ]
