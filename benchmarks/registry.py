"""A list of many rows into the registry: time of each step and the process's largest memory, beside a bare read.

Baseline: python-calamine reading the same file into Python lists, in a process of its own.
``python -m benchmarks.registry`` measures all sizes; ``… ROWS`` one of them, in this very process.
"""

import io
import json
import os
import resource
import subprocess
import sys
import time

import django
import python_calamine

SIZES = (5_000, 10_000, 50_000)
STEPS = ("reading", "links", "deciding", "writing")
MEBIBYTE = 1024  # ru_maxrss counts kibibytes


def measure() -> list[dict]:
    """Return for each size: rows, seconds by step, seconds of the baseline, peaks in MiB of both."""
    return [_in_a_process(rows) for rows in SIZES]


def _in_a_process(rows: int) -> dict:
    command = [sys.executable, "-m", "benchmarks.registry", str(rows)]
    bare = json.loads(subprocess.run([*command, "bare"], check=True, capture_output=True).stdout)  # noqa: S603
    return {**bare, **json.loads(subprocess.run(command, check=True, capture_output=True).stdout)}  # noqa: S603


def bare(data: bytes) -> dict:
    began = time.perf_counter()
    with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
        table = workbook.get_sheet_by_index(0).to_python()
    return {"bare": time.perf_counter() - began, "bare_lines": len(table), "bare_memory": _peak()}


def ours(data: bytes, rows: int) -> dict:
    """Take the file through every step against a local VK in another process; leave nothing in the database."""
    from django.conf import settings
    from django.utils import timezone

    from registry.imports import choosing, keeping, steps
    from registry.models import District, Import

    settings.VK_SERVICE_RPS, settings.VK_SERVICE_TOKENS, settings.VK_USER_TOKENS = 1000, ["service-1"], []
    _districts(District)
    one, seconds = keeping.receive(data, "benchmark.xlsx", timezone.now(), alone=True), {}
    idle = _peak()
    try:
        while one.state != Import.State.DONE:
            name, began = str(one.state), time.perf_counter()
            steps.perform(one)
            seconds[name] = time.perf_counter() - began
            if one.state == Import.State.READY:
                choosing.confirm(one.rows.all())
                steps.enter(one, Import.State.DECIDING if one.counts.get("undecided") else Import.State.WRITING)
    finally:
        memory = _peak()
        _clean(one)
    return {"rows": rows, "steps": seconds, "memory": memory, "idle": idle}


def _districts(model) -> None:
    from demo import component

    for name in component.districts():
        model.objects.get_or_create(name=name)


def _clean(one) -> None:
    from registry.models import Institution, Public

    made = list(one.rows.values_list("institution", "public"))
    Public.objects.filter(pk__in=[public for _institution, public in made if public]).delete()
    Institution.objects.filter(pk__in=[institution for institution, _public in made if institution]).delete()
    one.delete()


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEBIBYTE


def _local_vk(rows: int):
    """Start the local VK as a process: its world must not count as the import's memory."""
    code = (
        "import sys\nfrom demo import component\nfrom demo.server import LocalVK\n"
        f"with LocalVK(component.world({rows})) as vk:\n    print(vk.url, flush=True)\n    sys.stdin.read()\n"
    )
    return subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603


def _file(rows: int) -> bytes:
    """Make the file in a process of its own, for the same reason."""
    code = f"import sys\nfrom demo import component\nsys.stdout.buffer.write(component.workbook({rows}))"
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True).stdout  # noqa: S603


def table(results: list[dict]) -> None:
    print("| list | read | links | decide | write | bare read | whole ÷ bare | peak MiB | before MiB |")
    print("|---|---|---|---|---|---|---|---|---|")
    for one in results:
        times = [one["steps"][name] for name in STEPS]
        ratio = sum(times) / one["bare"]
        told = " | ".join(f"{seconds:.1f} s" for seconds in [*times, one["bare"]])
        print(f"| {one['rows']} rows | {told} | {ratio:.0f} | {one['memory']:.0f} | {one['idle']:.0f} |")


def main() -> None:
    if len(sys.argv) == 1:
        table(measure())
        return
    rows = int(sys.argv[1])
    data = _file(rows)
    if "bare" in sys.argv:
        print(json.dumps(bare(data)))
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gospublics.settings")
    django.setup()
    from django.conf import settings

    vk = _local_vk(rows)
    try:
        settings.VK_API_URL = vk.stdout.readline().strip() if vk.stdout else ""
        print(json.dumps(ours(data, rows)))
    finally:
        vk.communicate("")


if __name__ == "__main__":
    main()
