from datetime import time

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("internships", "0015_wages_without_a_signature")]

    operations = [
        migrations.RemoveConstraint(model_name="attendancerequest", name="request_from_before_to"),
        migrations.AddConstraint(
            model_name="attendancerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at", None), ("starts_at", None))
                | models.Q(
                    ("ends_at__isnull", False),
                    ("starts_at__isnull", False),
                    ("starts_at__lt", models.F("ends_at")),
                )
                | models.Q(
                    ("ends_at__lte", time(6, 0)),
                    ("kind__in", ("correction", "over_hours")),
                    ("starts_at__gt", models.F("ends_at")),
                ),
                name="request_from_before_to",
            ),
        ),
    ]
