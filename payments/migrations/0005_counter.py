"""The counter: undone payments, slips and their cheques, forms sent twice, payers by name."""

import django.db.models.deletion
import payments.models.folded
from django.conf import settings
from django.db import migrations, models

from portal.text.french import fold


def fold_names(apps, schema_editor):
    """Fill the new column of the invoices that are there already."""
    invoices, kept = apps.get_model("payments", "Invoice"), []
    for invoice in invoices.objects.only("payer_name").order_by("pk").iterator(2_000):
        invoice.payer_folded = fold(invoice.payer_name)[:120]
        kept.append(invoice)
        if len(kept) == 2_000:
            invoices.objects.bulk_update(kept, ["payer_folded"])
            kept = []
    invoices.objects.bulk_update(kept, ["payer_folded"])


class Migration(migrations.Migration):

    dependencies = [
        ('demandes', '0014_message_texts'),
        ('payments', '0004_fees'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='payment',
            name='payment_state_known',
        ),
        migrations.AddField(
            model_name='deposit',
            name='key',
            field=models.UUIDField(editable=False, null=True, unique=True),
        ),
        migrations.AddField(
            model_name='invoice',
            name='key',
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='invoice',
            name='payer_folded',
            field=payments.models.folded.FoldedField(default='', editable=False, max_length=120, source='payer_name'),
        ),
        migrations.AddField(
            model_name='payment',
            name='deposit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='payments.deposit'),
        ),
        migrations.AddField(
            model_name='payment',
            name='undone_at',
            field=models.DateTimeField(null=True, verbose_name='annulé le'),
        ),
        migrations.AddField(
            model_name='payment',
            name='undone_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='payment',
            name='undone_reason',
            field=models.CharField(blank=True, max_length=200, verbose_name='motif de l’annulation'),
        ),
        migrations.AlterField(
            model_name='entry',
            name='kind',
            field=models.CharField(choices=[('issue', 'Émission'), ('cancel', 'Annulation'), ('collect', 'Encaissement'), ('undo', 'Encaissement annulé'), ('surplus', 'Trop-perçu'), ('refund', 'Remboursement'), ('transfer', 'Transmission à l’ordonnateur'), ('deposit', 'Versement'), ('gap', 'Écart de caisse')], max_length=8, verbose_name='nature'),
        ),
        migrations.AlterField(
            model_name='payment',
            name='state',
            field=models.CharField(choices=[('pending', 'En attente'), ('confirmed', 'Encaissé'), ('failed', 'Refusé'), ('expired', 'Abandonné'), ('undone', 'Annulé')], default='pending', max_length=9, verbose_name='état'),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(
                    ("debit__in", ("53", "5112", "5113")),
                    ("credit__in", ("53", "5112", "5113")),
                    _connector="OR",
                ),
                fields=["regie", "day"],
                name="entries_of_the_till",
            ),
        ),
        migrations.AddIndex(
            model_name='invoice',
            index=models.Index(fields=['regie', 'state', '-issued_at', '-id'], name='invoices_of_a_state'),
        ),
        migrations.AddIndex(
            model_name='invoice',
            index=models.Index(fields=['regie', 'payer_folded'], name='invoices_by_payer_name', opclasses=['int8_ops', 'varchar_pattern_ops']),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(condition=models.Q(('deposit__isnull', True), ('means__in', ['cheque', 'cesu']), ('state', 'confirmed')), fields=['regie', 'means'], name='payments_to_pay_in'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.UniqueConstraint(condition=models.Q(('key__isnull', False)), fields=('key',), name='one_invoice_per_form'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['pending', 'confirmed', 'failed', 'expired', 'undone'])), name='payment_state_known'),
        ),
        migrations.RunPython(fold_names, migrations.RunPython.noop),
    ]
