from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import migrations, models
from django.db.models import F


def expect_answers(apps: Any, schema_editor: Any) -> None:
    """Runs that the bank was told before this are waited for a week from their day on."""
    runs = apps.get_model("vouchers", "PaymentRun").objects.filter(state="released", answer_by=None)
    runs.update(answer_by=F("pay_on") + timedelta(days=7))


class Migration(migrations.Migration):

    dependencies = [
        ('vouchers', '0018_own_case_and_waiving'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='paymentrun',
            name='answer_by',
            field=models.DateField(null=True, verbose_name='answer of the bank due by'),
        ),
        migrations.RunPython(expect_answers, migrations.RunPython.noop),
    ]
