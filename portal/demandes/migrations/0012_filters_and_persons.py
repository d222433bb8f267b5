"""0011 gave these foreign keys an index that begins with them: their own go. Joined demandes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('demandes', '0011_full_text'),
        ('directory', '0006_closing'),
        ('procedures', '0007_for_whom'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='demande',
            name='assignee',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='demandes', to=settings.AUTH_USER_MODEL, verbose_name='traitée par'),
        ),
        migrations.AlterField(
            model_name='demande',
            name='commune',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.commune'),
        ),
        migrations.AlterField(
            model_name='demande',
            name='procedure',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='demandes', to='procedures.procedure', verbose_name='démarche'),
        ),
        migrations.AlterField(
            model_name='demande',
            name='service',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='demandes', to='directory.service', verbose_name='service'),
        ),
        migrations.AlterField(
            model_name='journalentry',
            name='action',
            field=models.CharField(choices=[('file', 'Demande déposée'), ('take', 'Prise en charge'), ('assign', 'Confiée à un agent'), ('forward', 'Transmise à un autre service'), ('requalify', 'Changée de démarche'), ('propose_procedure', 'Démarche proposée à partir d’elle'), ('ask_document', 'Document indispensable demandé'), ('ask_extra', 'Document utile demandé'), ('provide_document', 'Document reçu'), ('complete', 'Dossier complet'), ('ask_partner', 'Avis d’un partenaire attendu'), ('resume', 'Reprise du traitement'), ('tell', 'Message à la personne'), ('hear', 'Message de la personne'), ('note', 'Note interne'), ('answer', 'Réponse envoyée'), ('close', 'Demande close'), ('reopen', 'Demande rouverte'), ('withdraw', 'Demande retirée par la personne'), ('mark_duplicate', 'Marquée comme doublon'), ('keep', 'Suivi commencé'), ('entrust', 'Suivi confié'), ('leave', 'Suivi rendu'), ('chase', 'Service relancé'), ('protect', 'Précautions de contact changées'), ('same_person', 'Rapprochée d’une autre demande de la même personne'), ('not_same_person', 'Séparée\u00a0: ce n’est pas la même personne'), ('open_exceptionally', 'Consultation exceptionnelle')], max_length=20),
        ),
        migrations.CreateModel(
            name='Joined',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.UUIDField(db_index=True, editable=False)),
                ('reason', models.CharField(max_length=300, verbose_name='raison')),
                ('joined_at', models.DateTimeField()),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('demande', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='joined', to='demandes.demande')),
            ],
            options={
                'verbose_name': 'demande rapprochée',
                'verbose_name_plural': 'demandes rapprochées',
                'ordering': ['joined_at', 'pk'],
            },
        ),
    ]
