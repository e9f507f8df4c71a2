"""The letter's rule set asks for answers, mandatory posts and the state mark too.

A week keeps the rule set that it was judged by: where weeks are frozen already, the whole letter holds from the
next Monday on.
"""

from datetime import timedelta
from importlib import import_module

from django.db import migrations
from django.utils import timezone

KEPT = ("flagship", "active")
NEW = {
    "answers": {category: {"severity": "warn", "share": 0.9, "hours": 24} for category in KEPT},
    "mandatory": {category: {"severity": "fail"} for category in KEPT},
    "state_mark": {category: {"severity": "fail"} for category in (*KEPT, "card")},
}


def complete(apps, schema_editor):
    rule_set = apps.get_model("monitoring", "RuleSet").objects.order_by("valid_from").last()
    if rule_set is None:
        return
    rule_set.values["rules"] = NEW | rule_set.values["rules"]
    if apps.get_model("monitoring", "FrozenWeek").objects.filter(rule_set=rule_set).exists():
        today = timezone.localdate()
        rule_set.pk, rule_set.name = None, f"{rule_set.name}: все правила"
        rule_set.valid_from = today + timedelta(days=7 - today.weekday())
    rule_set.save()


def seed(apps, schema_editor):
    """Write the whole letter into an empty table."""
    import_module("monitoring.migrations.0002_letter").seed(apps, schema_editor)
    complete(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0005_questions_and_answers")]
    operations = [migrations.RunPython(complete, migrations.RunPython.noop)]
