from django.db import migrations

from kernel import audit_sql


class Migration(migrations.Migration):
    dependencies = [("kernel", "0004_erased_lines")]
    operations = [
        migrations.RunSQL(
            [
                audit_sql.LINK_ROW,
                "DROP FUNCTION hanbat_audit_parts(jsonb, timestamptz, timestamptz)",
                "DROP FUNCTION hanbat_access_parts(jsonb, timestamptz, timestamptz)",
            ],
            [
                audit_sql.AUDIT_PARTS,
                audit_sql.ACCESS_PARTS,
                audit_sql.LINK.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"),
            ],
        ),
    ]
