"""`python -m stack VERB`: what the Makefile's targets do, once .venv is there."""

import os
import subprocess
import sys


def main(verb: str, *words: str) -> int:
    if verb == "lock":  # before the install: nothing of .venv may be imported
        from stack.lock import lock

        return lock(*words)
    return in_venv(verb, *words)


def in_venv(verb: str, *words: str) -> int:
    import environ

    from stack import checks, execute, run
    from stack.folder import ROOT
    from stack.processes import Failed, Stopped

    verbs = {
        "run": run.run,
        "exec": lambda: execute.execute(" ".join(words) or os.environ.get("STACK_COMMAND", "")),
        "test": checks.test,
        "quick": checks.quick,
        "format": checks.tidy,
        "bench": checks.bench,
        "pictures": checks.pictures,
    }
    if verb in ("run", "exec"):
        environ.Env.read_env(ROOT / ".env")
    try:
        return verbs[verb]()
    except Failed as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    except Stopped as stopped:
        return stopped.exit_status


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except subprocess.CalledProcessError as failure:
        sys.exit(f"Не удалось: {failure.cmd[0]} ({failure.returncode})")
