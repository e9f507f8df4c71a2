"""Readers' questions while their week is open; frozen weeks are complete once the answers are in."""

from datetime import timedelta

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F
from django.utils import timezone


def complete_frozen_weeks(apps, schema_editor):
    """Weeks frozen before answers were judged wait for none."""
    apps.get_model("monitoring", "FrozenWeek").objects.update(completed_at=F("frozen_at"))


def read_comments_again(apps, schema_editor):
    """Of the comments read so far only their number was kept: the next audit reads those of open weeks again."""
    lately = timezone.now() - timedelta(days=30)
    apps.get_model("monitoring", "Post").objects.filter(date__gte=lately).update(comments_read=0)


class Migration(migrations.Migration):
    dependencies = [
        ("monitoring", "0004_uniqueness"),
    ]
    operations = [
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post', models.BigIntegerField()),
                ('vk_id', models.BigIntegerField()),
                ('date', models.DateTimeField()),
                ('author', models.CharField(blank=True, max_length=16)),
                ('thread', models.BigIntegerField()),
                ('reply_to', models.BigIntegerField(default=0)),
                ('addresses', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), default=list, size=None)),
                ('asks', models.BooleanField(default=False)),
                ('text', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['date', 'vk_id'],
            },
        ),
        migrations.AddField(
            model_name='comment',
            name='public',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='registry.public'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(fields=['public', 'post'], name='monitoring__public__af885c_idx'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(fields=['public', 'date'], name='monitoring__public__3ca515_idx'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.UniqueConstraint(fields=('public', 'vk_id'), name='comment_once'),
        ),
        migrations.AddField(
            model_name='post',
            name='comments_unread',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='frozenweek',
            name='completed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='frozenweek',
            name='copies',
            field=models.JSONField(default=dict),
        ),
        migrations.AddIndex(
            model_name='frozenweek',
            index=models.Index(condition=models.Q(('completed_at', None)), fields=['public'], name='week_with_answers_open'),
        ),
        migrations.RunPython(complete_frozen_weeks, migrations.RunPython.noop),
        migrations.RunPython(read_comments_again, migrations.RunPython.noop),
    ]
