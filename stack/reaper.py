"""The last one standing: ends what a killed launcher left behind.

The launcher tells it, over a pipe, which process groups live («+ pid signal») and which are gone
(«- pid»). When the pipe closes, the launcher is dead, even by kill -9: each group still listed gets
its own stop signal, and SIGKILL a little later. On Linux the kernel signals the group's leader too
(PR_SET_PDEATHSIG); this one reaches the leader's children, and works on macOS.

Standard library only, run as a plain file in a session of its own, so that no Ctrl-C reaches it.
"""

import os
import signal
import sys
import time

PATIENCE = 6.0  # seconds between a group's own stop signal and SIGKILL


def main() -> None:
    living: dict[int, int] = {}
    for line in sys.stdin:
        sign, pid, *stop = line.split()
        if sign == "+":
            living[int(pid)] = int(stop[0])
        else:
            living.pop(int(pid), None)
    end(living)


def end(living: dict[int, int]) -> None:
    """Stop the groups, latest first: what was started on top of a server goes before the server."""
    for group, stop in reversed(living.items()):
        send(group, stop)
    deadline = time.monotonic() + PATIENCE
    while any(send(group, 0) for group in living) and time.monotonic() < deadline:
        time.sleep(0.05)
    for group in living:
        send(group, signal.SIGKILL)


def send(group: int, signal_number: int) -> bool:
    """Signal a whole group; False where nobody of it is left."""
    try:
        os.killpg(group, signal_number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    main()
