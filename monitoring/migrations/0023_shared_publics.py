from django.db import migrations, models

from monitoring import tallying

STATUSES = [
    ("no_public", "Нет паблика"),
    ("shared", "Общий паблик"),
    ("no_data", "Нет данных"),
    ("issues", "Нужно исправить"),
    ("in_progress", "Неделя идёт"),
    ("unclear", "Нужна проверка"),
    ("remarks", "Есть замечания"),
    ("compliant", "Соответствует"),
]
FIELDS = (("weeksummary", "status"), ("weektally", "status"), ("whatifline", "status_now"), ("whatifline", "status_then"))
# What was found in posts that are gone from their walls, or are none of the community's own.
NOT_STANDING = """DELETE FROM monitoring_publication USING monitoring_post p WHERE p.id = post_id AND NOT (
  p.from_community AND NOT p.is_repost AND NOT p.is_ad AND p.deleted_at IS NULL)"""
# The next change of the counts takes the three statements below into its own migration, as this one took those of
# 0021: what the code counts is in no database before its newest migration.
# Databases that began before have triggers that count who shares a public among those without one.
FORMER = "\n".join(f"DROP FUNCTION IF EXISTS {name} CASCADE;" for name in tallying.TABLES.values())


class Migration(migrations.Migration):
    dependencies = [
        ("monitoring", "0022_attempts_at_letters"),
    ]

    operations = [
        *(
            migrations.AlterField(model, field, models.CharField(choices=STATUSES, max_length=12))
            for model, field in FIELDS
        ),
        migrations.RunSQL(NOT_STANDING, migrations.RunSQL.noop),
        migrations.RunSQL(FORMER + tallying.TRIGGERS, tallying.NO_TRIGGERS),
        migrations.RunSQL(list(tallying.REBUILD), migrations.RunSQL.noop),
    ]
