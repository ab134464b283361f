"""Running other programs, and never leaving one behind."""

import os
import subprocess
import sys

from dev import paths, postgres
from dev.errors import Failure, advice_for

PATIENCE = 15  # seconds that a program gets to stop by itself


def environment():
    """What programs see: our own binaries and the virtual environment first, PostgreSQL's last."""
    folders = [paths.BIN, paths.VENV / "bin", os.environ.get("PATH", os.defpath)]
    path = os.pathsep.join(str(folder) for folder in (*folders, postgres.find_binaries()) if folder)
    own = {"PATH": path, "PYTHONUNBUFFERED": "1", "PRE_COMMIT_HOME": str(paths.HOME / "pre-commit")}
    return {**os.environ, **own}


def call(command, **options):
    """Run a program in the foreground and return its exit code."""
    options.setdefault("cwd", paths.ROOT)
    options.setdefault("env", environment())
    with subprocess.Popen([str(word) for word in command], **options) as program:
        try:
            return program.wait()
        except BaseException as reason:
            by_terminal = isinstance(reason, KeyboardInterrupt) and sys.stdin.isatty()
            _stop(program, asked_already=by_terminal)
            raise


def _stop(program, asked_already):
    """End a program: a terminal sends Ctrl-C to it too, then it only needs time."""
    for ask in (None if asked_already else program.terminate, program.terminate, program.kill):
        if ask:
            ask()
        try:
            program.wait(PATIENCE)
            return
        except subprocess.TimeoutExpired:
            continue


def read(command, **options):
    """Run a program that must succeed and return what it prints."""
    done = subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, check=False, **options
    )
    if done.returncode:
        raise Failure(f"{command[0]} failed: {advice_for(done.stderr or done.stdout)}")
    return done.stdout


def logged(what, command, log, tail=0, **options):
    """Run a program with its output in a log file.

    If it fails, the last `tail` lines are shown, then one line that begins with `what`.
    """
    paths.LOGS.mkdir(parents=True, exist_ok=True)
    path = paths.LOGS / f"{log}.log"
    with open(path, "w") as output:
        code = call(command, **{"stdout": output, "stderr": output, **options})
    if code:
        printed = path.read_text(errors="replace")
        print(*printed.splitlines()[-tail:] if tail else (), sep="\n", file=sys.stderr)
        advice = advice_for(printed)
        raise Failure(f"{what} failed: {advice}. All of it is in {path.relative_to(paths.ROOT)}.")
    return path
