from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("monitoring", "0021_published_tally"),
    ]

    operations = [
        migrations.RenameField(model_name="sentletter", old_name="sent_at", new_name="tried_at"),
        # Until now a row was written once the letter had gone.
        migrations.AddField(
            model_name="sentletter",
            name="tries",
            field=models.PositiveSmallIntegerField(default=1),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="sentletter",
            name="taken",
            field=models.BooleanField(default=True),
            preserve_default=False,
        ),
    ]
