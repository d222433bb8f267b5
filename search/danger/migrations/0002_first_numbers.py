from django.db import migrations

from search.danger.numbers import FIELDS, defaults


def write(apps, _schema_editor):
    """The numbers that ship with the code, for administrators to keep true from then on."""
    numbers = apps.get_model("search_danger", "EmergencyNumber").objects
    for row in defaults():
        found = {name: row[name] for name in FIELDS}
        numbers.get_or_create(
            territory=found.pop("territory"), number=found.pop("number"), defaults=found
        )


class Migration(migrations.Migration):

    dependencies = [("search_danger", "0001_emergency_numbers")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
