"""Before the install: find a Python, make .venv, install what is pinned, hand over to `python -m stack`.

Standard library only, and a syntax that old Pythons can read: the message «нужен Python 3.11» is of
no use to someone whose Python stops at the first line of the file that says it.
"""

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
REQUIREMENTS = ROOT / "requirements-dev.txt"
STAMP = VENV / "installed"
# Stands in .venv from its first file to its last: found at the start, it tells of a broken install.
UNFINISHED = VENV / "unfinished"
OLDEST = (3, 11)
OTHER_PYTHONS = ("python3.13", "python3.12", "python3.11", "python3.14")

HELP = """\
Госпаблики: команды проекта

  make run              запустить портал целиком; остановить: Ctrl-C
  make test             все проверки и тесты, как в CI
  make quick            быстрая проверка без базы и браузера (до двух минут)
  make exec CMD="…"     выполнить команду в окружении проекта, с базой и очередью
  make bench            замеры скорости
  make pictures         снимки страниц для документации
  make format           привести код к единому виду
  make lock             заново закрепить версии зависимостей

  STACK_DIR=папка       где лежат данные, журналы и ключи (по умолчанию var)
"""


def main(arguments):
    verb = arguments[0] if arguments else "help"
    if verb == "help":
        print(HELP)
        return
    use_fitting_python()
    os.chdir(str(ROOT))
    with only_one_install():
        if verb != "lock":
            install()
    hand_over(verb, arguments[1:])


def hand_over(verb, arguments):
    python = sys.executable if verb == "lock" else str(VENV / "bin" / "python")
    sys.stdout.flush()
    os.execv(python, [python, "-m", "stack", verb, *arguments])  # noqa: S606


def use_fitting_python():
    """Go on under a newer Python where the one that make found is too old (macOS ships 3.9)."""
    if sys.version_info >= OLDEST:
        return
    for name in OTHER_PYTHONS:
        path = shutil.which(name)
        if path:
            os.execv(path, [path, "-m", "stack.bootstrap", *sys.argv[1:]])  # noqa: S606
    found = "{}.{}".format(*sys.version_info[:2])
    give_up(f"Нужен Python 3.11 или новее, а найден {found}. Установите его и повторите команду.")


def give_up(message):
    print(message, file=sys.stderr)
    sys.exit(1)


def say(message):
    # To stderr: what `make exec` prints to stdout belongs to its command.
    print(message, file=sys.stderr, flush=True)


@contextmanager
def only_one_install():
    """Hold the checkout's folder: two commands at once on a fresh clone must not install over each other."""
    folder = os.open(str(ROOT), os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("Другая команда ставит зависимости; ждём её.")
        fcntl.flock(folder, fcntl.LOCK_EX)
    # An install whose bootstrap was killed goes on in pip: pip holds the lock too.
    os.set_inheritable(folder, True)
    try:
        yield
    finally:
        os.close(folder)


def install():
    wanted = fingerprint()
    whole = venv_works() and not UNFINISHED.exists()
    if whole and STAMP.exists() and STAMP.read_text() == wanted:
        return
    if not whole:
        make_venv()
    UNFINISHED.touch()
    say("Ставим зависимости: около двух минут…")
    pip_install()
    STAMP.write_text(wanted)
    UNFINISHED.unlink()


def fingerprint():
    """What .venv must answer to: the pinned versions."""
    return hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()


def venv_works():
    """False also where .venv was moved: its scripts name the folder that they were made in."""
    script = VENV / "bin" / "pip"
    if not script.exists() or os.fsencode(str(VENV)) not in script.read_bytes():
        return False
    return subprocess.call([str(VENV / "bin" / "python"), "-c", ""]) == 0


def make_venv():
    if importlib.util.find_spec("ensurepip") is None:
        version = "{}.{}".format(*sys.version_info[:2])
        give_up(
            f"В этом Python нет модуля venv. На Debian и Ubuntu его ставит пакет:\n"
            f"  apt-get install python{version}-venv\nПосле этого повторите команду."
        )
    say("Создаём окружение .venv…")
    shutil.rmtree(str(VENV), ignore_errors=True)
    VENV.mkdir()
    UNFINISHED.touch()
    if subprocess.call([sys.executable, "-m", "venv", str(VENV)]) != 0:
        give_up("Окружение .venv не создалось; причина напечатана выше.")


def pip_install():
    """Install with hashes; shows how many packages are fetched, keeps pip's own words for a failure."""
    options = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off", "--require-hashes"]
    command = [str(VENV / "bin" / "python"), "-m", "pip", "install", *options, "-r", str(REQUIREMENTS)]
    pip = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, close_fds=False, encoding="utf-8", errors="replace"
    )
    lines = list(followed(pip.stdout))
    if pip.wait() != 0:
        give_up("".join(lines[-25:]) + "\nЗависимости не установились; причина напечатана выше. Повторите команду.")


def followed(lines):
    collected = 0
    for line in lines:
        if line.startswith("Collecting "):
            collected += 1
            if collected % 40 == 0:
                say(f"  получено пакетов: {collected}")
        if line.startswith("Installing collected"):
            say("  раскладываем пакеты…")
        yield line


if __name__ == "__main__":
    main(sys.argv[1:])
