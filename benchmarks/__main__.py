"""`make bench`: runs every benchmark and prints what it measured, each beside its baseline of the same run."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gospublics.settings")
django.setup()

from benchmarks import collect, qr, qr_decoding, rules  # noqa: E402 — the portal's rows need settings

print("| rules | speed | × baseline | |\n|---|---|---|---|")
for figure in rules.measure():
    print(figure.row())
print()
qr.report()
qr_decoding.report()
print()
collect.report()
