"""Who keeps a demande, and how many times it changed hands."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('demandes', '0008_for_others'),
        ('directory', '0006_closing'),
        ('media', '0002_antivirus'),
        ('procedures', '0007_for_whom'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='demande',
            name='handoffs',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='changements de mains'),
        ),
        migrations.AddField(
            model_name='demande',
            name='keeper',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='suivi par'),
        ),
        migrations.AlterField(
            model_name='demande',
            name='assignee',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='demandes', to=settings.AUTH_USER_MODEL, verbose_name='traitée par'),
        ),
        migrations.AlterField(
            model_name='journalentry',
            name='action',
            field=models.CharField(choices=[('file', 'Demande déposée'), ('take', 'Prise en charge'), ('assign', 'Confiée à un agent'), ('forward', 'Transmise à un autre service'), ('requalify', 'Changée de démarche'), ('propose_procedure', 'Démarche proposée à partir d’elle'), ('ask_document', 'Document indispensable demandé'), ('ask_extra', 'Document utile demandé'), ('provide_document', 'Document reçu'), ('complete', 'Dossier complet'), ('ask_partner', 'Avis d’un partenaire attendu'), ('resume', 'Reprise du traitement'), ('tell', 'Message à la personne'), ('hear', 'Message de la personne'), ('note', 'Note interne'), ('answer', 'Réponse envoyée'), ('close', 'Demande close'), ('reopen', 'Demande rouverte'), ('withdraw', 'Demande retirée par la personne'), ('mark_duplicate', 'Marquée comme doublon'), ('keep', 'Suivi commencé'), ('entrust', 'Suivi confié'), ('leave', 'Suivi rendu'), ('chase', 'Service relancé'), ('protect', 'Précautions de contact changées'), ('open_exceptionally', 'Consultation exceptionnelle')], max_length=20),
        ),
        migrations.AddIndex(
            model_name='demande',
            index=models.Index(condition=models.Q(('keeper__isnull', False), ('state__in', ['answered', 'assigned', 'awaiting_citizen', 'awaiting_partner', 'filed'])), fields=['keeper', 'due_on', 'id'], name='demande_keeper_due'),
        ),
        migrations.AddIndex(
            model_name='demande',
            index=models.Index(condition=models.Q(('confidential', False), ('keeper', None), ('state__in', ['assigned', 'awaiting_citizen', 'awaiting_partner', 'filed'])), fields=['due_on', 'id'], name='demande_to_keep'),
        ),
        migrations.AddConstraint(
            model_name='demande',
            constraint=models.CheckConstraint(condition=models.Q(('confidential', False), ('keeper__isnull', True), _connector='OR'), name='a_confidential_demande_has_no_keeper'),
        ),
    ]
