"""``python -m benchmarks [NAME …]``: runs the benchmarks and prints what they measured, each beside its baseline.

Without a name (`make bench`) all but ``pace``; ``collect``, ``storing`` and ``pace`` take options of their own.
"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gospublics.settings")
django.setup()

from benchmarks import collect, pace, qr, qr_decoding, rules, storing  # noqa: E402 — the portal's rows need settings


def every() -> None:
    print("| rules | speed | × baseline | |\n|---|---|---|---|")
    for figure in rules.measure():
        print(figure.row())
    print()
    qr.report()
    qr_decoding.report()
    print()
    storing.report()
    print()
    collect.report()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["collect", *words]:
            collect.main(words)
        case ["pace", *words]:
            pace.report(*map(float, words))
        case ["storing", *sizes]:
            storing.report(*map(int, sizes))
        case _:
            every()
