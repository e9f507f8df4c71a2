from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("monitoring", "0023_shared_publics"),
    ]

    operations = [
        migrations.AlterField(
            model_name="sentletter",
            name="kind",
            field=models.CharField(
                choices=[("digest", "Digest"), ("stale", "Stale"), ("night", "Night")], max_length=8
            ),
        ),
    ]
