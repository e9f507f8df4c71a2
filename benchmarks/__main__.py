"""``python -m benchmarks [NAME …]``: runs the benchmarks and prints what they measured, each beside its baseline.

Without a name (`make bench`) all that fit into a quarter of an hour; ``collect`` and ``storing`` take options of
their own.
"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gospublics.settings")
django.setup()

from benchmarks import collect, pace, qr, qr_decoding, rules  # noqa: E402 — the portal's rows need settings


def every() -> None:
    print("| rules | speed | × baseline | |\n|---|---|---|---|")
    for figure in rules.measure():
        print(figure.row())
    print()
    qr.report()
    qr_decoding.report()
    print()
    collect.report()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["collect", *words]:
            collect.main(words)
        case ["pace", *words]:
            pace.report(*map(float, words))
        case _:
            every()
