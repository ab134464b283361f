"""A private PostgreSQL cluster on a unix socket, for as long as somebody uses it.

With `PGHOST` set, that server is used and this module does nothing. PostgreSQL refuses to run
as root; then it runs as the `postgres` user, with its files where that user can reach them.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from dev import locks, paths
from dev.errors import Failure, advice_for

OLDEST = 13
PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)
# Speed over safety: every database here can be built again.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "64",
    "shared_buffers": "256MB",
    # Compiling a statement takes longer than running it: seconds for the cockpit.
    "jit": "off",
}


def find_binaries():
    """The folder of the newest PostgreSQL server programs, or None."""
    found = {}
    for place in PLACES:
        for folder in Path("/").glob(place.lstrip("/")):
            number = "".join(filter(str.isdigit, folder.parent.name))
            if (folder / "initdb").exists() and int(number or 0) >= OLDEST:
                found[int(number)] = folder
    if found:
        return found[max(found)]
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


@contextmanager
def running():
    """A server for the block: programs find it by PGHOST. The last user stops it."""
    if os.environ.get("PGHOST"):
        yield
        return
    cluster = Cluster()
    with locks.alone("postgres-switch"):
        cluster.start()
        presence = locks.Presence("postgres-users")
    os.environ.update(PGHOST=str(cluster.sockets), PGPORT="5432", PGUSER="odoo")
    try:
        yield
    finally:
        del os.environ["PGHOST"]
        with locks.alone("postgres-switch"):
            if presence.leave():
                cluster.stop()


class Cluster:
    """The private cluster of this checkout."""

    def __init__(self):
        self.binaries = find_binaries()
        self.account = _server_account()
        self.data = self._home() / "postgres"
        # A socket's path may have 100 characters at most, so it never lies in the checkout.
        self.sockets = Path("/tmp") / f"rma-{paths.CHECKOUT_KEY}"

    def start(self):
        """Make the cluster when there is none, and start it when it is down."""
        self._make_folder(self.sockets)
        self._make_folder(self.data.parent)
        if not (self.data / "PG_VERSION").exists():
            self._create()
        if not self._is_running():
            options = [f"-c {name}='{value}'" for name, value in SETTINGS.items()]
            options.append(f"-k '{self.sockets}'")
            self._pg_ctl("start", "-o", " ".join(options), "-l", str(self.data / "server.log"))

    def stop(self):
        """Stop the server; open connections are cut."""
        if self._is_running():
            self._pg_ctl("stop", "-m", "fast")

    def _create(self):
        print("Creating a PostgreSQL cluster ...", flush=True)
        unfinished = self.data.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        locale = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
        options = ["-U", "odoo", "--auth=trust", "--encoding=UTF8", f"--locale={locale}"]
        self._run([self.binaries / "initdb", "-D", unfinished, *options])
        unfinished.rename(self.data)

    def _is_running(self):
        return self._execute([self.binaries / "pg_ctl", "-D", self.data, "status"]).returncode == 0

    def _pg_ctl(self, *words):
        self._run([self.binaries / "pg_ctl", "-D", self.data, "-w", *words])

    def _run(self, command):
        done = self._execute(command)
        if done.returncode:
            log = self.data / "server.log"
            output = done.stderr + (log.read_text(errors="replace") if log.exists() else "")
            raise Failure(f"PostgreSQL ({command[0].name}) failed: {advice_for(output)}.")

    def _execute(self, command):
        # pg_ctl leaves a server behind that inherits its output: a file, not a pipe, takes it.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                command, stdout=output, stderr=subprocess.STDOUT, cwd="/", check=False,
                stdin=subprocess.DEVNULL, **self._as_account(),
            )  # fmt: skip
            output.seek(0)
            done.stderr = output.read()
        return done

    def _as_account(self):
        if not self.account:
            return {}
        return {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}

    def _make_folder(self, folder):
        """Have a folder of the server's user; one that others made in /tmp is not trusted."""
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            if folder.lstat().st_uid != (self.account.pw_uid if self.account else os.getuid()):
                raise Failure(f"{folder} belongs to somebody else: remove it.") from None
        else:
            if self.account:
                os.chown(folder, self.account.pw_uid, self.account.pw_gid)

    def _home(self):
        """In `.odoo/`, or in /var/tmp when the server's user cannot get there."""
        paths.HOME.mkdir(parents=True, exist_ok=True)
        inside = paths.HOME / "cluster"
        if not self.account or self._execute(["test", "-x", paths.HOME]).returncode == 0:
            return inside
        return Path("/var/tmp") / f"rma-repair-{paths.CHECKOUT_KEY}"


def _server_account():
    """Who runs the server: None for ourselves, else the `postgres` user."""
    if os.geteuid():
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        raise Failure("PostgreSQL cannot run as root: create a user `postgres`.") from None
