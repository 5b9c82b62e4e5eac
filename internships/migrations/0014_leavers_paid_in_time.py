"""A run for those whose employment has ended, beside the one of their month."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("internships", "0013_records_may_go")]

    operations = [
        migrations.AddField(
            model_name="payrun",
            name="of_leavers",
            field=models.BooleanField(default=False, verbose_name="of those who left"),
        ),
        migrations.RemoveConstraint(model_name="payrun", name="one_live_pay_run_of_a_month"),
        migrations.AddConstraint(
            model_name="payrun",
            constraint=models.UniqueConstraint(
                fields=["call", "month"],
                condition=models.Q(~models.Q(state="cancelled"), of_leavers=False),
                name="one_live_pay_run_of_a_month",
            ),
        ),
        migrations.AddConstraint(
            model_name="payrun",
            constraint=models.UniqueConstraint(
                fields=["call", "month"],
                condition=models.Q(of_leavers=True, state__in=["closed", "computed", "checked"]),
                name="one_open_pay_run_of_leavers",
            ),
        ),
    ]
