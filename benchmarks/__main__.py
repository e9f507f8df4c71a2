"""``python -m benchmarks [NAME …]``: runs the benchmarks and prints what they measured, each beside its baseline.

Without a name (`make bench`) rules, sheets, storing and the quiet night; ``collect``, ``storing`` and ``pace`` take
options of their own. The others are programs for themselves: ``python -m benchmarks.NAME``.
"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gospublics.settings")
django.setup()

# Each benchmark is imported where it is asked for: storing measures memory, and readers of PDF take 150 MB of it.


def every() -> None:
    from benchmarks import collect, qr, qr_decoding, rules, storing

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


def main(words: list[str]) -> None:
    match words:
        case ["collect", *words]:
            from benchmarks import collect

            collect.main(words)
        case ["pace", *words]:
            from benchmarks import pace

            pace.report(*map(float, words))
        case ["storing", *sizes]:
            from benchmarks import storing

            storing.report(*map(int, sizes))
        case []:
            every()
        case _:
            sys.exit(f"unknown benchmark: {' '.join(words)}; there are collect, pace, storing")


if __name__ == "__main__":
    main(sys.argv[1:])
