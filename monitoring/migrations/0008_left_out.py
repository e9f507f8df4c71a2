import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('monitoring', '0007_what_walls_showed_before'),
    ]

    operations = [
        migrations.AddField(
            model_name='run',
            name='night_owed',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name='LeftOut',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('not_due', 'not_due'), ('quota', 'quota')], max_length=8)),
                ('category', models.CharField(choices=[('flagship', 'флагманский'), ('active', 'активный'), ('card', 'визитка'), ('unset', 'категория не указана')], max_length=10)),
                ('every_days', models.PositiveSmallIntegerField()),
                ('public_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='left_out', to='monitoring.run')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('run', 'reason', 'category'), name='left_out_once')],
            },
        ),
    ]
