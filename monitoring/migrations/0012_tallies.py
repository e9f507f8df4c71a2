import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('monitoring', '0011_mandatory_posts'),
        ('registry', '0005_patterns_of_names'),
    ]

    operations = [
        migrations.CreateModel(
            name='PlaceTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('publics', models.IntegerField()),
                ('type', models.CharField(choices=[('authority', 'Орган власти'), ('rural_administration', 'Сельское поселение'), ('kindergarten', 'Детский сад'), ('school', 'Школа'), ('college', 'Колледж'), ('additional_education', 'Дополнительное образование'), ('childrens_home', 'Детский дом'), ('youth_centre', 'Молодёжный центр'), ('culture', 'Культура'), ('health', 'Здравоохранение'), ('sport', 'Спорт'), ('social', 'Социальная сфера'), ('residential_home', 'Дом-интернат'), ('mfc', 'МФЦ'), ('other', 'Иное')], max_length=24)),
                ('category', models.CharField(blank=True, choices=[('flagship', 'флагманский'), ('active', 'активный'), ('card', 'визитка'), ('unset', 'категория не указана')], max_length=10)),
                ('district', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='registry.district')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RuleTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('publics', models.IntegerField()),
                ('week', models.DateField(db_index=True)),
                ('category', models.CharField(choices=[('flagship', 'флагманский'), ('active', 'активный'), ('card', 'визитка'), ('unset', 'категория не указана')], max_length=10)),
                ('rule', models.CharField(max_length=20)),
                ('verdict', models.CharField(max_length=4)),
                ('district', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='registry.district')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='WeekTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('publics', models.IntegerField()),
                ('week', models.DateField(db_index=True)),
                ('listed', models.CharField(choices=[('flagship', 'флагманский'), ('active', 'активный'), ('card', 'визитка'), ('unset', 'категория не указана')], max_length=10)),
                ('category', models.CharField(choices=[('flagship', 'флагманский'), ('active', 'активный'), ('card', 'визитка'), ('unset', 'категория не указана')], max_length=10)),
                ('status', models.CharField(choices=[('no_public', 'Нет паблика'), ('no_data', 'Нет данных'), ('issues', 'Нужно исправить'), ('in_progress', 'Неделя идёт'), ('unclear', 'Нужна проверка'), ('remarks', 'Есть замечания'), ('compliant', 'Соответствует')], max_length=12)),
                ('pace', models.CharField(blank=True, choices=[('', '—'), ('done', 'норма выполнена'), ('on_pace', 'успевает'), ('behind', 'может не успеть')], max_length=8)),
                ('closed', models.BooleanField()),
                ('quota', models.PositiveIntegerField(null=True)),
                ('seen_at', models.DateTimeField(null=True)),
                ('district', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='registry.district')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
