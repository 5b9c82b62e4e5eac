import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("survey", "0018_tallies_of_work"),
    ]

    operations = [
        migrations.AddField(
            model_name="addition",
            name="unseen",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="fielditem",
            name="business",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="field_items",
                to="survey.business",
            ),
        ),
        migrations.AlterField(
            model_name="fielditem",
            name="kind",
            field=models.CharField(
                choices=[
                    ("record", "record"),
                    ("visit", "visit"),
                    ("photo", "photo"),
                    ("found", "business found in the field"),
                ],
                max_length=8,
            ),
        ),
    ]
