"""What must be made before the portal can serve a page: each step is done again only when its sources change."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from stack.commands import BUILD_ASSETS, COLLECT_STATIC, COMPILE_TRANSLATIONS, MIGRATE, Command
from stack.folder import ROOT
from stack.servers import Stack


def prepare(ours: Stack) -> None:
    """Translations, fonts, static files, tables; raises processes.Failed at the first step that fails."""
    prepare_sources(ours)
    once(ours, "static files", COLLECT_STATIC, "Собираем статические файлы…", [*files("static"), *pinned()])
    migrations = [*files("", "*/migrations/*.py"), *pinned()]
    # A database of somebody else's may have changed since: there migrate itself looks.
    once(ours, "migrations", MIGRATE, "Готовим таблицы базы данных…", migrations if ours.embedded else None)


def prepare_sources(ours: Stack) -> None:
    """What lies in the checkout itself, made from its sources and ignored by git."""
    catalogues = files("locale", "*/LC_MESSAGES/django.po")
    if any(is_older(po.with_suffix(".mo"), [po]) for po in catalogues):
        perform(ours, COMPILE_TRANSLATIONS, "Собираем переводы…", "translations")
    fonts = files("static/fonts", "*.woff2")
    recipe = [*pinned(), *files("", "*/management/commands/build_assets.py")]
    if not fonts or any(is_older(font, recipe) for font in fonts):
        perform(ours, BUILD_ASSETS, "Готовим шрифты…", "assets")
        for font in files("static/fonts", "*.woff2"):
            font.touch()


def once(ours: Stack, name: str, command: Command, title: str, sources: list[Path] | None) -> None:
    """Perform a step unless it was done in this STACK_DIR for exactly these sources (None: always)."""
    done = ours.folder.state.get("done", {})
    wanted = fingerprint(sources) if sources is not None else None
    if wanted is None or done.get(name) != wanted:
        perform(ours, command, title, name)
        ours.folder.remember(done=done | {name: wanted})


def perform(ours: Stack, command: Command, title: str, log: str) -> None:
    ours.step(title, log.replace(" ", "-"), command.words())


def files(folder: str, pattern: str = "**/*") -> list[Path]:
    return sorted(path for path in (ROOT / folder).glob(pattern) if path.is_file())


def pinned() -> list[Path]:
    """Packages bring migrations, scripts and fonts of their own."""
    return [ROOT / "requirements.txt"]


def fingerprint(sources: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sources:
        digest.update(f"{path.relative_to(ROOT)}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_older(product: Path, sources: Iterable[Path]) -> bool:
    """Whether a product is missing or was made before the last change of its sources."""
    return not product.exists() or product.stat().st_mtime < max(path.stat().st_mtime for path in sources)
