from django.db import migrations

from kernel import audit_sql


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [
        migrations.RunSQL(audit_sql.HEADS, "DELETE FROM kernel_chainhead"),
        migrations.RunSQL(
            [audit_sql.AUDIT_PARTS, audit_sql.ACCESS_PARTS, audit_sql.LINK, audit_sql.TRIGGERS], audit_sql.UNDO
        ),
        migrations.RunSQL(audit_sql.REVOKE, migrations.RunSQL.noop),
    ]
