"""An agent changes a demande's procedure: what it was before is kept; drafts made out of demandes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('demandes', '0005_said_once_per_demande'),
        ('media', '0001_initial'),
        ('procedures', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='demande',
            name='proposed',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='proposed_by', to='procedures.procedure', verbose_name='démarche proposée à partir d’elle'),
        ),
        migrations.AlterField(
            model_name='journalentry',
            name='action',
            field=models.CharField(choices=[('file', 'Demande déposée'), ('take', 'Prise en charge'), ('assign', 'Confiée à un agent'), ('forward', 'Transmise à un autre service'), ('requalify', 'Changée de démarche'), ('propose_procedure', 'Démarche proposée à partir d’elle'), ('ask_document', 'Document indispensable demandé'), ('ask_extra', 'Document utile demandé'), ('provide_document', 'Document reçu'), ('complete', 'Dossier complet'), ('ask_partner', 'Avis d’un partenaire attendu'), ('resume', 'Reprise du traitement'), ('tell', 'Message à la personne'), ('hear', 'Message de la personne'), ('note', 'Note interne'), ('answer', 'Réponse envoyée'), ('close', 'Demande close'), ('reopen', 'Demande rouverte'), ('withdraw', 'Demande retirée par la personne'), ('mark_duplicate', 'Marquée comme doublon'), ('open_exceptionally', 'Consultation exceptionnelle')], max_length=20),
        ),
        migrations.CreateModel(
            name='FormerFiling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answers', models.JSONField(default=dict)),
                ('ended_at', models.DateTimeField()),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('demande', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_filings', to='demandes.demande')),
                ('form_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='procedures.formversion')),
                ('procedure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='procedures.procedure')),
                ('receipt', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='media.storedfile')),
            ],
            options={
                'ordering': ['ended_at', 'pk'],
            },
        ),
    ]
