
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('monitoring', '0013_worst_first'),
        ('registry', '0006_public_by_address'),
    ]

    operations = [
        migrations.CreateModel(
            name='WeekReach',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('week', models.DateField()),
                ('posts', models.PositiveIntegerField()),
                ('likes', models.PositiveIntegerField()),
                ('comments', models.PositiveIntegerField()),
                ('reposts', models.PositiveIntegerField()),
                ('views', models.PositiveIntegerField()),
                ('read_at', models.DateTimeField()),
                ('public', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reach', to='registry.public')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('public', 'week'), name='week_reach_once')],
            },
        ),
    ]
