"""The rule set of the ministry's letter, in force from the Monday after it was signed."""

from datetime import date

from django.db import migrations

ALL = ("flagship", "active", "card")
KEPT = ("flagship", "active")
ONLY_IF_IT_POSTS = {"severity": "warn", "posting_days": 28}


def of(categories, **demand):
    return {category: dict(demand) for category in categories}


VALUES = {
    "rules": {
        "reachable": of(ALL, severity="fail"),
        "posts": {"flagship": {"severity": "fail", "least": 5}, "active": {"severity": "fail", "least": 3}},
        "gaps": of(KEPT, severity="fail", hours=168, posting_days=None) | {"card": {**ONLY_IF_IT_POSTS, "hours": 168}},
        "media": of(KEPT, severity="warn", share=0.8, posting_days=None) | {"card": {**ONLY_IF_IT_POSTS, "share": 0.8}},
        "text": of(KEPT, severity="warn", share=0.8, shortest=1, longest=1500, posting_days=None)
        | {"card": {**ONLY_IF_IT_POSTS, "share": 0.8, "shortest": 1, "longest": 1500}},
        "comments_open": of(KEPT, severity="fail", days=14, posts=10),
        "cover": of(ALL, absent="fail", small="warn", least=1590),
        "avatar": of(ALL, absent="fail", small="warn", least=400),
        "description": of(ALL, empty="fail", poor="warn", name_share=0.7, characters=80),
    },
    "weights": {
        "posts": 30,
        "gaps": 15,
        "media": 10,
        "text": 5,
        "comments_open": 10,
        "answers": 10,
        "mandatory": 5,
        "cover": 5,
        "avatar": 5,
        "description": 5,
    },
    "exemption_days": 4,
}


def seed(apps, schema_editor):
    apps.get_model("monitoring", "RuleSet").objects.create(
        name="Письмо № 1871/23-Д",
        decision="Письмо Министерства образования и науки Республики Татарстан от 28.04.2023 № 1871/23-Д",
        valid_from=date(2023, 5, 1),
        values=VALUES,
    )


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
