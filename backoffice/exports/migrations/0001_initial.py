"""Exports: who took which demandes out, when."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('media', '0002_antivirus'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('queue', models.CharField(max_length=20, verbose_name='file')),
                ('query', models.TextField(blank=True, verbose_name='adresse')),
                ('filters', models.JSONField(default=dict, verbose_name='filtres')),
                ('kind', models.CharField(choices=[('xlsx', 'Classeur XLSX'), ('csv', 'Fichier CSV')], max_length=4, verbose_name='format')),
                ('state', models.CharField(choices=[('waiting', 'En attente'), ('writing', 'En cours'), ('done', 'Prêt'), ('too_many', 'Trop de demandes'), ('refused', 'Refusé')], default='waiting', max_length=8, verbose_name='état')),
                ('total', models.PositiveIntegerField(null=True, verbose_name='demandes à écrire')),
                ('written', models.PositiveIntegerField(default=0, verbose_name='demandes écrites')),
                ('rights', models.CharField(blank=True, max_length=64, verbose_name='habilitations')),
                ('task_id', models.UUIDField(null=True, verbose_name='tâche')),
                ('asked_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='demandé le')),
                ('done_at', models.DateTimeField(null=True, verbose_name='prêt le')),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='agent')),
                ('stored', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='media.storedfile', verbose_name='fichier')),
            ],
            options={
                'verbose_name': 'export',
                'ordering': ['-asked_at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'writing', 'done', 'too_many', 'refused'])), name='export_state_is_known'), models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'writing'])), fields=('agent',), name='one_export_at_a_time')],
            },
        ),
    ]
