"""What tells posts apart is kept with them, and so is what they repeat; a person may say otherwise."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from monitoring.uniqueness import prints

KEPT = ["text_length", "fingerprint", "shareable", "sketch"]


def print_posts(apps, schema_editor):
    """Compute the prints of the posts that are stored already; what they repeat is found with their next change."""
    Post = apps.get_model("monitoring", "Post")
    rows, portion = Post.objects.only("text").order_by("pk").iterator(chunk_size=1000), []
    for post in rows:
        post.text_length = len(post.text.strip())
        post.fingerprint, post.shareable, post.sketch = prints(post.text)
        portion.append(post)
        if len(portion) == 1000:
            Post.objects.bulk_update(portion, KEPT)
            portion.clear()
    Post.objects.bulk_update(portion, KEPT)


class Migration(migrations.Migration):
    dependencies = [
        ("monitoring", "0003_state_mark_of_profiles"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("registry", "0002_republican_district"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.RemoveIndex(
            model_name='post',
            name='post_shared',
        ),
        migrations.AddField(
            model_name='post',
            name='likeness',
            field=models.CharField(blank=True, choices=[('duplicate', 'duplicate'), ('suspected', 'suspected')], max_length=9),
        ),
        migrations.AddField(
            model_name='post',
            name='repeats',
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='post',
            name='shareable',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='post',
            name='sketch',
            field=models.BinaryField(default=bytes),
        ),
        migrations.AddField(
            model_name='post',
            name='text_length',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(condition=models.Q(('shareable', True)), fields=['fingerprint', 'date'], name='post_shareable'),
        ),
        migrations.RunPython(print_posts, migrations.RunPython.noop),
        migrations.CreateModel(
            name='Resemblance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post', models.BigIntegerField()),
                ('original', models.BigIntegerField()),
                ('same', models.BooleanField()),
                ('decided_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='ResemblanceEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('post', models.BigIntegerField()),
                ('original', models.BigIntegerField()),
                ('same', models.BooleanField()),
                ('decided_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='resemblance',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='resemblance',
            name='public',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='resemblances', to='registry.public'),
        ),
        migrations.AddField(
            model_name='resemblanceevent',
            name='decided_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='resemblanceevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='resemblanceevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='monitoring.resemblance'),
        ),
        migrations.AddField(
            model_name='resemblanceevent',
            name='public',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='registry.public'),
        ),
        migrations.AddConstraint(
            model_name='resemblance',
            constraint=models.UniqueConstraint(fields=('public', 'post', 'original'), name='resemblance_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='resemblance',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "monitoring_resemblanceevent" ("decided_at", "decided_by_id", "id", "original", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post", "public_id", "same") VALUES (NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."original", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."post", NEW."public_id", NEW."same"); RETURN NULL;', hash='7e47889274df81baf28d93a537a89feca5adef29', operation='INSERT', pgid='pgtrigger_insert_insert_d972a', table='monitoring_resemblance', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='resemblance',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "monitoring_resemblanceevent" ("decided_at", "decided_by_id", "id", "original", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post", "public_id", "same") VALUES (NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."original", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."post", NEW."public_id", NEW."same"); RETURN NULL;', hash='fa25a8a3510c030a45ed17d636b72b7b6cea357c', operation='UPDATE', pgid='pgtrigger_update_update_9c9d6', table='monitoring_resemblance', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='resemblance',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "monitoring_resemblanceevent" ("decided_at", "decided_by_id", "id", "original", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post", "public_id", "same") VALUES (OLD."decided_at", OLD."decided_by_id", OLD."id", OLD."original", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."post", OLD."public_id", OLD."same"); RETURN NULL;', hash='f4daee0126f1b0238721bcdb43f84021101619d2', operation='DELETE', pgid='pgtrigger_delete_delete_5fc61', table='monitoring_resemblance', when='AFTER')),
        ),
    ]
