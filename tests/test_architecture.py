"""The arrows between the rooms, and the purity of the cores."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = {"gospublics", "vk", "registry", "monitoring", "qrcodes", "demo", "stack", "benchmarks", "tests"}

# Who may import whom. What is not here may not be.
ARROWS = {
    "vk": set(),
    "registry": {"vk"},
    "monitoring": {"registry", "vk"},
    "qrcodes": {"registry"},
    "demo": set(),
    # The launcher starts the product's commands; it imports nothing of it.
    "stack": set(),
    # The project: settings, urls, schedule. It names its apps, and no code of theirs.
    "gospublics": set(),
}
# No Django, clock, network or database.
PURE = [
    "monitoring/facts.py",
    "monitoring/facts_json.py",
    "monitoring/weeks.py",
    "monitoring/uniqueness.py",
    "monitoring/charts.py",
    "monitoring/report/paper.py",
    "monitoring/recognising.py",
    "monitoring/examples.py",
    "monitoring/pacing.py",
    "monitoring/agenda.py",
    "monitoring/comparing.py",
    "monitoring/todo.py",
    "monitoring/rule_values.py",
    "monitoring/pictures/pixelation.py",
    *(f"monitoring/rules/{path.name}" for path in (ROOT / "monitoring" / "rules").glob("*.py")),
    "demo/planted.py",
    "demo/planted_parts.py",
    "registry/collation.py",
    "registry/links.py",
    "registry/names.py",
    "registry/patterns.py",
    "registry/imports/columns.py",
    "qrcodes/archives.py",
    "qrcodes/code.py",
    "qrcodes/pdf.py",
    "qrcodes/paper.py",
    "qrcodes/packing.py",
    "qrcodes/marks.py",
    "qrcodes/code_files.py",
    "qrcodes/checklist.py",
    "qrcodes/cutting.py",
    "qrcodes/decoding.py",
    "qrcodes/fitting.py",
    "qrcodes/naming.py",
    "qrcodes/preview.py",
    "qrcodes/quotas.py",
    "qrcodes/sheet.py",
    "qrcodes/texts.py",
    "qrcodes/typeface.py",
    "qrcodes/uploads.py",
    "qrcodes/verdicts.py",
    "vk/batching.py",
    "vk/breaker.py",
    "vk/entries.py",
    "vk/errors.py",
    "vk/pictures.py",
    "vk/replies.py",
    "vk/standing.py",
]
IMPURE = {"django", "requests", "redis", "celery", "psycopg2", "socket", "time", "urllib3", "os", "vk_api"}
# Only these may talk to the outside.
DOORS = {
    "requests": {"vk/transport.py"},
    "vk_api": {"vk/transport.py"},
    "socket": {"vk/images.py"},
    "urllib3": {"vk/images.py"},
    "urllib.request": set(),
}


def sources(room: str) -> Iterator[Path]:
    return (path for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts)


def imports(path: Path) -> Iterator[str]:
    """Yield the full names of the modules that a file imports, relative ones resolved."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*above, *([node.module] if node.module else [])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("room", ARROWS)
def test_a_room_imports_only_the_rooms_that_it_may(room):
    reached = {name.split(".")[0] for path in sources(room) for name in imports(path)}
    assert reached & ROOMS - {room} <= ARROWS[room]


@pytest.mark.parametrize("path", PURE)
def test_a_pure_core_imports_no_django_clock_network_or_database(path):
    names = set(imports(ROOT / path))
    assert {name.split(".")[0] for name in names} & IMPURE == set()
    impure_neighbours = {name for name in names if name.split(".")[-1] in {"models", "clock", "tasks", "views"}}
    assert impure_neighbours == set()


@pytest.mark.parametrize("path", PURE)
def test_a_pure_core_does_not_ask_what_time_it_is(path):
    calls = {ast.unparse(node.func) for node in ast.walk(_tree(path)) if isinstance(node, ast.Call)}
    assert {call for call in calls if call.endswith((".now", ".today", ".utcnow"))} == set()


@pytest.mark.parametrize("module", DOORS)
def test_only_a_door_opens_to_the_outside(module):
    rooms = ["vk", "registry", "monitoring", "qrcodes", "gospublics"]
    users = {
        str(path.relative_to(ROOT))
        for room in rooms
        for path in sources(room)
        if any(name == module or name.startswith(f"{module}.") for name in imports(path))
    }
    assert users <= DOORS[module]


@pytest.mark.parametrize("module", ["planted", "planted_parts"])
def test_the_planted_region_is_not_made_by_the_rules(module):
    """What the rules are held against may know nothing of them, nor of anything else of the product."""
    names = set(imports(ROOT / "demo" / f"{module}.py"))
    assert {name.split(".")[0] for name in names} & (ROOMS | IMPURE) <= {"demo"}
    assert {name.split(".")[1] for name in names if name.startswith("demo.")} <= {"planted_parts"}


def test_a_task_is_ten_lines_at_most():
    for path in ROOT.glob("*/tasks.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                assert node.end_lineno - node.lineno <= 10, f"{path.name}: {node.name}"


def test_no_file_has_a_second_room_inside():
    rooms = ROOMS - {"tests"}
    long = {
        str(path.relative_to(ROOT)): lines
        for room in rooms
        for path in sources(room)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}


def _tree(path: str) -> ast.AST:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))
