"""The figures of pay of 2020 to 2026 that are known, each with its source (:mod:`internships.rules.pay.known`)."""

from django.db import migrations

from internships.rules.pay.known import known_figures


def enter(apps, schema_editor):
    figure = apps.get_model("programs", "ReferenceFigure")
    there = set(figure.objects.values_list("name", flat=True))
    figure.objects.bulk_create(
        figure(name=name, value=value, since=since, until=until, source=source)
        for name, value, since, until, source in known_figures()
        if name not in there
    )


class Migration(migrations.Migration):
    dependencies = [
        ("internships", "0008_pay"),
        ("programs", "0017_figure_proposal"),
    ]

    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]
