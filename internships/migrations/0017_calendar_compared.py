"""The years whose public holidays are known (:mod:`internships.rules.pay.known`), where the figures are there already."""

from django.db import migrations

from internships.rules.pay.figures import CALENDAR
from internships.rules.pay.known import known_figures


def enter(apps, schema_editor):
    figure = apps.get_model("programs", "ReferenceFigure")
    if figure.objects.filter(name=CALENDAR).exists():
        return
    figure.objects.bulk_create(
        figure(name=name, value=value, since=since, until=until, source=source)
        for name, value, since, until, source in known_figures()
        if name == CALENDAR
    )


class Migration(migrations.Migration):
    dependencies = [("internships", "0016_work_past_midnight"), ("programs", "0017_figure_proposal")]

    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]
