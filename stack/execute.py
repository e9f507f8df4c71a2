"""`make exec CMD="…"`: any shell command in the project's environment, with the servers up."""

import os
import re
import signal
import sys
from pathlib import Path

from stack import reaper
from stack.folder import stack_folder
from stack.preparation import prepare
from stack.processes import Child, Failed, Family, Stopped
from stack.servers import Stack, say, stack, wait_for_users

USAGE = 'Какую команду выполнить? Например: make exec CMD="python manage.py audit"'


def execute(command: str) -> int:
    """Run the command by the shell; returns its exit status."""
    if not command.strip():
        raise Failed(USAGE)
    with stack(stack_folder()) as ours:
        if ours.owned:
            prepare_if_possible(ours)
            ours.publish()
        status = run_command(ours.family, ["sh", "-c", as_shell_reads(command)], ours.environment)
        if ours.owned:
            wait_for_users(ours)
    return status


def as_shell_reads(command: str) -> str:
    """Both spellings of a shell variable work: $HOME, and $$HOME as people write it in makefiles."""
    return re.sub(r"\$\$(?=[A-Za-z_{(])", "$", command)


def prepare_if_possible(ours: Stack) -> None:
    """A half-written migration must not keep its author from the very command that mends it."""
    try:
        prepare(ours)
    except Failed as failure:
        say(f"{failure}\nПодготовка не закончена; выполняем команду без неё.")


def run_command(family: Family, command: list[str], environment: dict[str, str]) -> int:
    """Run it in the foreground: it reads the terminal, and gets the signals that the launcher gets."""
    terminal = sys.stdin.isatty() and os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    child = family.start(
        Path(command[0]).name, command, environment, lasting=False, quiet=False, terminal=terminal, stdin=None
    )
    try:
        return obey(family, child)
    finally:
        if terminal:
            signal.signal(signal.SIGTTOU, signal.SIG_IGN)
            os.tcsetpgrp(sys.stdin.fileno(), os.getpgrp())


def obey(family: Family, child: Child) -> int:
    """Wait for the command to end; how it takes a signal is its own affair."""
    while True:
        try:
            return family.wait(child)
        except Stopped as stopped:
            family.asked_to_stop = None
            reaper.send(child.process.pid, stopped.signal_number)
