"""`make bench`: runs every benchmark and prints what it measured, each beside its baseline of the same run."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gospublics.settings")
django.setup()

from benchmarks import collect, rules  # noqa: E402 — the portal's rows need settings

collect.report()
print("\n| rules | speed | × baseline | |\n|---|---|---|---|")
for figure in rules.measure():
    print(figure.row())
