"""`make bench`: runs every benchmark and prints what it measured, each beside its baseline of the same run."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gospublics.settings")
django.setup()

from benchmarks import collection, qr, qr_decoding  # noqa: E402 — the door needs settings

print("| reading walls | walls/s | × baseline | requests |\n|---|---|---|---|")
rows = collection.measure()
for name, speed, requests in rows:
    print(f"| {name} | {speed:.2f} | {speed / rows[0][1]:.2f} | {requests} |")
print()
qr.report()
qr_decoding.report()
