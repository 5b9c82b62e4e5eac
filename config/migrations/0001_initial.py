from django.db import migrations, models

# Shared by all web processes (rate limits, one-time codes already used). Unlogged: it need not survive a crash
# of the database, and costs no write-ahead log. With BROKER_URL the cache is Redis and this table stays empty.
CACHE = """
CREATE UNLOGGED TABLE hanbat_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX hanbat_cache_expires ON hanbat_cache (expires);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("node", models.CharField(max_length=200, primary_key=True, serialize=False)),
                ("beat_at", models.DateTimeField()),
            ],
        ),
        migrations.RunSQL(CACHE, "DROP TABLE hanbat_cache"),
    ]
