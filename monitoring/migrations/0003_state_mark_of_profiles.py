"""VK's own word on the «Госорганизация» mark."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("monitoring", "0002_letter"),
    ]
    operations = [
        migrations.AddField(
            model_name='profile',
            name='state_mark',
            field=models.BooleanField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='profile',
            name='trust_mark',
            field=models.SmallIntegerField(blank=True, null=True),
        ),
    ]
