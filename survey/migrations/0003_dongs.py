"""The 82 administrative dongs of Daejeon (MOIS code list of 2023-05-01), with their places on the tile map."""

import csv

from django.db import migrations

from kernel.areas import SOURCE


def load(apps, schema_editor):
    Dong = apps.get_model("survey", "Dong")
    with SOURCE.open(encoding="utf-8", newline="") as lines:
        Dong.objects.bulk_create(Dong(**row) for row in csv.DictReader(lines))


class Migration(migrations.Migration):
    dependencies = [("survey", "0002_tables")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop, elidable=False)]
