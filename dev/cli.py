"""The commands behind the Makefile's targets."""

import os
import shutil
import signal
import sys

from dev import (
    bench,
    database,
    demo,
    lint,
    odoo,
    paths,
    postgres,
    process,
    serve,
    system,
    templates,
    testing,
    translations,
)
from dev.errors import Failure, from_os_error

STOPPED = 130


def main(arguments):
    """Run a command; whatever goes wrong ends in one line."""
    signal.signal(signal.SIGTERM, _stop)
    # A shell that starts us in the background has it ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        name, *rest = arguments or [""]
        if name not in COMMANDS:
            raise Failure(f"Unknown command {name!r}: choose one of {', '.join(COMMANDS)}.")
        return COMMANDS[name](rest)
    except Failure as failure:
        return f"\n{failure}"
    except OSError as error:
        return f"\n{from_os_error(error)}"
    except KeyboardInterrupt:
        return STOPPED


def bench_scale(arguments):
    """Fill a database with a million lines, time what people open, and drop it again."""
    script = paths.ROOT / "bench" / "scale.py"
    version = odoo.provide().version
    system.provide(system.TO_SERVE)
    with postgres.running():
        template = templates.for_demo(version).provide()
        with database.scratch(template) as name:
            for command in ("generate", "pages", "indexes", "export"):
                words = [paths.PYTHON, script, "-c", paths.CONFIG, "-d", name, command]
                if process.call([*words, *arguments]):
                    return 1
    return 0


def clean(arguments):
    """Remove everything that was fetched or built."""
    from dev.postgres import Cluster, find_binaries

    if find_binaries() and not os.environ.get("PGHOST"):
        cluster = Cluster()
        if cluster.data.exists():
            cluster.stop()
        for folder in (cluster.data.parent, cluster.sockets):
            shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(paths.HOME, ignore_errors=True)


def _stop(number, frame):
    sys.exit(STOPPED)


COMMANDS = {
    "run": serve.run,
    "shell": serve.shell,
    "exec": serve.execute,
    "demo": demo.rebuild,
    "test": testing.run_all,
    "test-one": testing.run_one,
    "lint": lint.run,
    "pot": translations.update,
    "bench": bench.run,
    "bench-scale": bench_scale,
    "clean": clean,
}
