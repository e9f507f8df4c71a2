import django.db.models.deletion
import monitoring.facts
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('monitoring', '0006_whole_letter'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('registry', '0002_republican_district'),
    ]

    operations = [
        migrations.CreateModel(
            name='PostEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('vk_id', models.BigIntegerField()),
                ('date', models.DateTimeField()),
                ('text', models.TextField(blank=True)),
                ('attachments', models.JSONField(default=list)),
                ('edited_at', models.DateTimeField(blank=True, null=True)),
                ('deleted_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='profile',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='profile',
            name='update_update',
        ),
        # What was kept of profiles so far stays in the history.
        migrations.RenameModel(
            'ProfileNameScreenNameDescriptionCoverUrlCoverWidthAvatarUrlGoneWallPublicEvent', 'ProfileEvent'
        ),
        migrations.AddField(
            model_name='profileevent',
            name='cover_set',
            field=models.BooleanField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='profileevent',
            name='avatar_set',
            field=models.BooleanField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='profileevent',
            name='wall_refused',
            field=models.CharField(blank=True, choices=[(monitoring.facts.Unreachable['NOT_FOUND'], monitoring.facts.Unreachable['NOT_FOUND']), (monitoring.facts.Unreachable['DELETED'], monitoring.facts.Unreachable['DELETED']), (monitoring.facts.Unreachable['BLOCKED'], monitoring.facts.Unreachable['BLOCKED']), (monitoring.facts.Unreachable['PRIVATE'], monitoring.facts.Unreachable['PRIVATE']), (monitoring.facts.Unreachable['WALL_CLOSED'], monitoring.facts.Unreachable['WALL_CLOSED'])], max_length=16),
        ),
        migrations.AddField(
            model_name='profileevent',
            name='is_closed',
            field=models.SmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='profileevent',
            name='state_mark',
            field=models.BooleanField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='profileevent',
            name='trust_mark',
            field=models.SmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='profile',
            name='wall_depth',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='run',
            name='posts_unreadable',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='post',
            name='digest',
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='profile',
            name='is_closed',
            field=models.SmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='profile',
            name='post_weight',
            field=models.FloatField(default=1),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='post',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."attachments" IS DISTINCT FROM (NEW."attachments") OR OLD."deleted_at" IS DISTINCT FROM (NEW."deleted_at") OR OLD."edited_at" IS DISTINCT FROM (NEW."edited_at") OR OLD."text" IS DISTINCT FROM (NEW."text"))', func='INSERT INTO "monitoring_postevent" ("attachments", "date", "deleted_at", "edited_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "text", "vk_id") VALUES (OLD."attachments", OLD."date", OLD."deleted_at", OLD."edited_at", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."public_id", OLD."text", OLD."vk_id"); RETURN NULL;', hash='159dc383292d8542b720561b4849d551575f74ca', operation='UPDATE', pgid='pgtrigger_update_update_299be', table='monitoring_post', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='profile',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "monitoring_profileevent" ("avatar_set", "avatar_url", "cover_set", "cover_url", "cover_width", "description", "gone", "is_closed", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "screen_name", "state_mark", "trust_mark", "wall", "wall_refused") VALUES (NEW."avatar_set", NEW."avatar_url", NEW."cover_set", NEW."cover_url", NEW."cover_width", NEW."description", NEW."gone", NEW."is_closed", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."screen_name", NEW."state_mark", NEW."trust_mark", NEW."wall", NEW."wall_refused"); RETURN NULL;', hash='7bac8ee75d98af2401b53c9a6d1269c1262fbaed', operation='INSERT', pgid='pgtrigger_insert_insert_4402b', table='monitoring_profile', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='profile',
            trigger=pgtrigger.compiler.Trigger(name='first_reading_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."seen_at" IS NOT NULL AND OLD."seen_at" IS NULL)', func='INSERT INTO "monitoring_profileevent" ("avatar_set", "avatar_url", "cover_set", "cover_url", "cover_width", "description", "gone", "is_closed", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "screen_name", "state_mark", "trust_mark", "wall", "wall_refused") VALUES (NEW."avatar_set", NEW."avatar_url", NEW."cover_set", NEW."cover_url", NEW."cover_width", NEW."description", NEW."gone", NEW."is_closed", NEW."name", _pgh_attach_context(), NOW(), \'first_reading\', NEW."id", NEW."public_id", NEW."screen_name", NEW."state_mark", NEW."trust_mark", NEW."wall", NEW."wall_refused"); RETURN NULL;', hash='d3342edb80a311cf47cfa96627248baaca52eb58', operation='UPDATE', pgid='pgtrigger_first_reading_update_17884', table='monitoring_profile', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='profile',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."avatar_set" IS DISTINCT FROM (NEW."avatar_set") OR OLD."avatar_url" IS DISTINCT FROM (NEW."avatar_url") OR OLD."cover_set" IS DISTINCT FROM (NEW."cover_set") OR OLD."cover_url" IS DISTINCT FROM (NEW."cover_url") OR OLD."cover_width" IS DISTINCT FROM (NEW."cover_width") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."gone" IS DISTINCT FROM (NEW."gone") OR OLD."is_closed" IS DISTINCT FROM (NEW."is_closed") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."screen_name" IS DISTINCT FROM (NEW."screen_name") OR OLD."state_mark" IS DISTINCT FROM (NEW."state_mark") OR OLD."trust_mark" IS DISTINCT FROM (NEW."trust_mark") OR OLD."wall" IS DISTINCT FROM (NEW."wall") OR OLD."wall_refused" IS DISTINCT FROM (NEW."wall_refused"))', func='INSERT INTO "monitoring_profileevent" ("avatar_set", "avatar_url", "cover_set", "cover_url", "cover_width", "description", "gone", "is_closed", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "screen_name", "state_mark", "trust_mark", "wall", "wall_refused") VALUES (NEW."avatar_set", NEW."avatar_url", NEW."cover_set", NEW."cover_url", NEW."cover_width", NEW."description", NEW."gone", NEW."is_closed", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."screen_name", NEW."state_mark", NEW."trust_mark", NEW."wall", NEW."wall_refused"); RETURN NULL;', hash='65d73ef699b3e25a9c159ef974dc1c68384d280c', operation='UPDATE', pgid='pgtrigger_update_update_8545a', table='monitoring_profile', when='AFTER')),
        ),
        migrations.AddField(
            model_name='postevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='postevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='monitoring.post'),
        ),
        migrations.AddField(
            model_name='postevent',
            name='public',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.public'),
        ),
        migrations.AlterField(
            model_name='profileevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='monitoring.profile'),
        ),
    ]
