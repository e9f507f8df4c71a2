"""The launcher's children: started in groups of their own, watched, stopped in order, never orphaned."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from stack import reaper
from stack.folder import ROOT, FileLock

TICK = 0.05  # seconds between two looks at the children
PATIENCE = 4.0  # seconds from a child's stop signal to SIGKILL; twice this must fit into ten seconds
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1
LOG_LIMIT = 10_000_000  # bytes


class Stopped(Exception):
    """A person, or the system, asked the launcher to stop."""

    def __init__(self, signal_number: int) -> None:
        super().__init__(signal_number)
        self.signal_number = signal_number
        self.exit_status = 128 + signal_number


class Failed(Exception):
    """What went wrong, in words for the person at the terminal."""


@dataclass
class Child:
    name: str
    process: subprocess.Popen[bytes]
    stop: signal.Signals
    log: Path | None
    lasting: bool
    base: bool

    @property
    def alive(self) -> bool:
        return self.process.poll() is None


class Family:
    """All children of one launcher, started from its main thread only.

    (PR_SET_PDEATHSIG fires when the thread that forked ends, not the process.)
    """

    def __init__(self, logs: Path, lock: FileLock) -> None:
        self.logs = logs
        self.children: list[Child] = []
        self.asked_to_stop: int | None = None
        self.reaper = subprocess.Popen(
            [sys.executable, "-I", str(ROOT / "stack" / "reaper.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            # It holds the lock too: the next launcher starts when the last child of this one has ended.
            pass_fds=[lock.file],
        )

    @property
    def ear(self) -> IO[bytes]:
        """Where the reaper listens."""
        return cast(IO[bytes], self.reaper.stdin)

    def start(
        self,
        name: str,
        command: Sequence[str],
        environment: Mapping[str, str],
        *,
        stop: signal.Signals = signal.SIGTERM,
        lasting: bool = True,
        base: bool = False,
        quiet: bool = True,
        terminal: bool = False,
        **options: Any,
    ) -> Child:
        """Start a child. A lasting one must live until it is stopped; a base one is stopped after the others;
        a quiet one writes to logs/NAME.log; one with the terminal gets what is typed there, Ctrl-C too.
        """
        log = self.logs / f"{name}.log" if quiet else None
        with output(log) as streams:
            process = subprocess.Popen(
                list(command),
                env=dict(environment),
                process_group=0,
                preexec_fn=in_child(stop, os.getpid(), terminal),
                **{"stdin": subprocess.DEVNULL, "cwd": ROOT, **streams, **options},
            )
        self.tell_reaper(f"+ {process.pid} {stop.value}")
        child = Child(name, process, stop, log, lasting, base)
        self.children.append(child)
        return child

    def run(self, name: str, command: Sequence[str], environment: Mapping[str, str], *, quiet: bool = True) -> None:
        """Run one step to its end; raises Failed, with the last lines of its log, if it does not succeed."""
        child = self.start(name, command, environment, lasting=False, quiet=quiet)
        if self.wait(child) != 0:
            raise Failed(obituary(child))

    def wait(self, child: Child) -> int:
        """The exit status of a passing child, as a shell would tell it."""
        while child.alive:
            self.rest()
        self.bury(child)
        code = child.process.returncode
        return code if code >= 0 else 128 - code

    def watch(self) -> None:
        """Stay until somebody asks to stop or a lasting child dies."""
        while True:
            self.rest()

    def wait_until(self, ready: Callable[[], bool], seconds: float, what: str) -> None:
        deadline = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > deadline:
                raise Failed(f"{what}: нет ответа за {seconds:.0f} с. Журналы: {self.logs}")
            self.rest()

    def rest(self) -> None:
        """One tick of waiting; the only place where a stop or a death is noticed, so never mid-step."""
        if self.asked_to_stop is not None:
            raise Stopped(self.asked_to_stop)
        for child in self.children:
            if child.lasting and not child.alive:
                raise Failed(obituary(child))
        time.sleep(TICK)

    def stop(self) -> None:
        """Stop everything: first what uses the servers, then the servers."""
        for wave in (False, True):
            self.end([child for child in self.children if child.base is wave])

    def end(self, children: list[Child]) -> None:
        """Stop children together: each gets its own signal, and SIGKILL if it takes too long."""
        for child in children:
            reaper.send(child.process.pid, child.stop)
        deadline = time.monotonic() + PATIENCE
        while any(child.alive for child in children) and time.monotonic() < deadline:
            time.sleep(TICK)
        for child in children:
            self.bury(child)

    def bury(self, child: Child) -> None:
        """Forget a child, and end what is left of its group."""
        reaper.send(child.process.pid, signal.SIGKILL)
        child.process.wait()
        self.tell_reaper(f"- {child.process.pid}")
        self.children.remove(child)

    def tell_reaper(self, line: str) -> None:
        # A reaper that somebody killed must not keep the launcher from stopping its children itself.
        with suppress(BrokenPipeError):
            self.ear.write(f"{line}\n".encode())
            self.ear.flush()

    def dismiss(self) -> None:
        """End everything, the reaper last."""
        self.stop()
        with suppress(BrokenPipeError):
            self.ear.close()
        self.reaper.wait()


@contextmanager
def family(logs: Path, lock: FileLock) -> Iterator[Family]:
    """A family that leaves nobody behind. Handlers are set even where a background shell ignores SIGINT."""
    members = Family(logs, lock)

    def note(number: int, _frame: object) -> None:
        members.asked_to_stop = number

    for each in STOP_SIGNALS:
        signal.signal(each, note)
    stop_with_make()
    try:
        yield members
    finally:
        members.dismiss()


def stop_with_make() -> None:
    """Under make, stop when make is killed: it would leave the launcher running unseen."""
    if "MAKELEVEL" in os.environ:
        set_death_signal(signal.SIGTERM)


def set_death_signal(number: int) -> None:
    if LIBC:
        LIBC.prctl(PR_SET_PDEATHSIG, number)


LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None  # loaded here: no imports between fork and exec


def in_child(stop: signal.Signals, launcher: int, terminal: bool) -> Callable[[], None]:
    """For `preexec_fn`: the kernel sends `stop` to the child when its launcher dies."""

    def prepare() -> None:
        set_death_signal(stop.value)
        if os.getppid() != launcher:  # it died before the kernel was told
            os._exit(1)
        if terminal:
            take_terminal()

    return prepare


def take_terminal() -> None:
    """Become the group that reads the terminal, as a shell does for its jobs."""
    usual = signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    os.tcsetpgrp(sys.stdin.fileno(), os.getpgrp())
    signal.signal(signal.SIGTTOU, usual)


@contextmanager
def output(log: Path | None) -> Iterator[dict[str, object]]:
    if log is None:
        yield {}
        return
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
    with log.open("ab") as stream:
        yield {"stdout": stream, "stderr": subprocess.STDOUT}


def obituary(child: Child) -> str:
    """One message that says who ended, how, and what its log said last."""
    code = child.process.returncode
    how = f"код {code}" if code >= 0 else f"сигнал {signal.Signals(-code).name}"
    if child.log is None:
        return f"{child.name}: остановка ({how})."
    last = child.log.read_text(encoding="utf-8", errors="replace").splitlines()[-20:]
    return "\n".join([*last, "", f"{child.name}: остановка ({how}). Выше конец журнала {child.log}"])
