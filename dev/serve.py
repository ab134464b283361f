"""Serving the demo company, and other programs on its database."""

import os
import socket
from contextlib import contextmanager

from dev import demo, odoo, postgres, process, system
from dev.errors import Failure

HOST = "127.0.0.1"
DEFAULT_PORT = 8069


@contextmanager
def environment():
    """Odoo, PostgreSQL and the demo database, ready for the block."""
    version = odoo.provide().version
    system.provide(system.TO_SERVE)
    with postgres.running():
        demo.provide(version)
        yield


def run(arguments):
    """Serve the demo company until Ctrl-C."""
    port = free_port()
    with environment():
        print(f"\nOdoo: http://{HOST}:{port}", *demo.logins(), sep="\n", flush=True)
        print("Ctrl-C stops it.\n", flush=True)
        words = [f"--http-port={port}", "--max-cron-threads=1", *arguments]
        return process.call(odoo.command("server", demo.DATABASE, *words))


def shell(arguments):
    """A Python prompt with `env` on the demo database."""
    with environment():
        return process.call(odoo.command("shell", demo.DATABASE, "--no-http", *arguments))


def execute(arguments):
    """Any program, with PostgreSQL running and the environment's programs on the path."""
    if not arguments:
        raise Failure("Say what to run: python3 -m dev exec PROGRAM ...")
    odoo.provide()
    system.provide(system.TO_SERVE)
    with postgres.running():
        return process.call(arguments)


def free_port():
    """The port to serve on, refused while something else listens there."""
    port = int(os.environ.get("PORT") or DEFAULT_PORT)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise Failure(
                f"Port {port} is taken: stop what uses it, or choose another: make run PORT=8070."
            ) from None
    return port
