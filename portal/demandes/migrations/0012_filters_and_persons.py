"""0011 gave these foreign keys an index that begins with them: their own are not needed."""

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
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='demandes', to=settings.AUTH_USER_MODEL, verbose_name='suivie par'),
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
    ]
