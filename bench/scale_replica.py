"""Pages and analyses on a streaming replica: two PostgreSQL clusters on loopback, really.

    python bench/scale_replica.py -c odoo.conf -d SOURCE [--port 55432]

Copies the database SOURCE into a new primary cluster, streams it to a second one, serves Odoo
with `db_replica_host`, opens pages over HTTP and counts in both servers' logs who answered.
Clusters, server and files are gone afterwards.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from dev import postgres  # noqa: E402

SETTINGS = {
    "listen_addresses": "127.0.0.1", "fsync": "off", "shared_buffers": "64MB",
    "max_wal_senders": 4, "wal_level": "replica", "hot_standby": "on", "log_statement": "all",
    "unix_socket_directories": "", "log_line_prefix": "",
}  # fmt: skip
SPECIFICATION = {"name": {}, "state": {}, "product_summary": {}}
# A page or an analysis: what, model, method, body; what the statement reads.
READS = [
    ("list of cases", "rma.case", "web_search_read",
     {"domain": [], "specification": SPECIFICATION, "limit": 40}),
    ("board of lines", "rma.case.line", "web_read_group",
     {"domain": [], "groupby": ["state"], "aggregates": ["__count"]}),
    ("pivot of lines", "rma.case.line", "formatted_read_grouping_sets",
     {"domain": [], "grouping_sets": [[], ["state"]], "aggregates": ["__count"]}),
    ("reconciliation", "rma.reconciliation", "formatted_read_group",
     {"domain": [], "groupby": ["reason"], "aggregates": ["__count"]}),
    ("queues", "rma.queue", "web_search_read",
     {"domain": [], "specification": {"name": {}, "count": {}}}),
]  # fmt: skip


class Cluster:
    """One PostgreSQL server on a loopback port, in a folder of its own."""

    def __init__(self, folder, name, port):
        self.binaries, self.account = postgres.find_binaries(), postgres._server_account()
        self.data, self.port = folder / name, port
        self.log = folder / f"{name}.log"

    def run(self, program, *words):
        """Run a PostgreSQL program as the server's user."""
        account = (
            {"user": self.account.pw_uid, "group": self.account.pw_gid} if self.account else {}
        )
        command = [str(self.binaries / program), *map(str, words)]
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                command, stdout=output, stderr=subprocess.STDOUT, cwd="/", check=False, **account
            )
            output.seek(0)
            if done.returncode:
                sys.exit(f"{program} failed: {output.read()[-2000:]}")

    def start(self):
        options = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
        self.run(
            "pg_ctl", "-D", self.data, "-w", "-l", self.log,
            "-o", f"-p {self.port} {options}", "start",
        )  # fmt: skip

    def stop(self):
        self.run("pg_ctl", "-D", self.data, "-w", "-m", "immediate", "stop")

    def query(self, database, statement):
        words = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "odoo", "-Atc", statement]
        command = [str(self.binaries / "psql"), *words, database]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    def count(self, text):
        """How many statements of its log contain `text`."""
        return self.log.read_text(errors="replace").count(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-c", "--config", required=True)
    parser.add_argument("-d", "--database", required=True)
    parser.add_argument("--port", type=int, default=55432)
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="rma-replica-", dir="/var/tmp"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        primary, replica = (
            Cluster(folder, name, options.port + number)
            for number, name in enumerate(("primary", "replica"))
        )
        if primary.account:
            shutil.chown(folder, primary.account.pw_uid, primary.account.pw_gid)
        build(stack, options, primary, replica)
        key = make_key(options, primary)
        url = serve(stack, options, primary, replica, folder)
        compare((url, options.database, key), primary, replica)


def build(stack, options, primary, replica):
    """A primary with a copy of the database, and a replica that streams from it."""
    primary.run("initdb", "-D", primary.data, "-U", "odoo", "--auth=trust", "-E", "UTF8",
                "--locale=C.UTF-8")  # fmt: skip
    primary.start()
    stack.callback(primary.stop)
    primary.query(
        "postgres", f"CREATE DATABASE {options.database} TEMPLATE template0 LC_COLLATE 'C'"
    )
    source = read_config(options.config)
    dump = subprocess.Popen(
        ["pg_dump", "-h", source["db_host"], "-U", source["db_user"], options.database],
        stdout=subprocess.PIPE,
    )
    subprocess.run(
        ["psql", "-q", "-h", "127.0.0.1", "-p", str(primary.port), "-U", "odoo", options.database],
        stdin=dump.stdout, stdout=subprocess.DEVNULL, check=True,
    )  # fmt: skip
    replica.run("pg_basebackup", "-h", "127.0.0.1", "-p", primary.port, "-U", "odoo",
                "-D", replica.data, "-R", "-X", "stream", "-c", "fast")  # fmt: skip
    replica.start()
    stack.callback(replica.stop)
    print("Streaming:", primary.query("postgres", "SELECT state FROM pg_stat_replication"))


def read_config(path):
    lines = (line.partition("=") for line in Path(path).read_text().splitlines() if "=" in line)
    return {name.strip(): value.strip() for name, _equals, value in lines}


def make_key(options, primary):
    """A key of the administrator for JSON-2, made through Odoo on the primary."""
    script = (
        "from datetime import datetime, timedelta\n"
        "user = env.ref('base.user_admin')\n"
        "keys = env['res.users.apikeys'].with_user(user).sudo()\n"
        "print('KEY', keys._generate('rpc', 'replica', datetime.now() + timedelta(1)))\n"
        "env.cr.commit()\n"
    )
    command = odoo(options, primary, "shell", "--no-http")
    output = subprocess.run(command, input=script, capture_output=True, text=True, check=True)
    return output.stdout.split("KEY ")[1].split()[0]


def odoo(options, primary, command, *words):
    place = ["--db_host", "127.0.0.1", "--db_port", str(primary.port), "--db_user", "odoo"]
    program = [sys.executable, "-m", "odoo", command, "-c", options.config]
    return [*program, "-d", options.database, *place, "--log-level=warn", *words]


def serve(stack, options, primary, replica, folder):
    """Odoo with a replica; returns its URL once it answers."""
    port = options.port + 10
    words = ["--db_replica_host", "127.0.0.1", "--db_replica_port", str(replica.port),
             "--http-port", str(port), "--max-cron-threads=0"]  # fmt: skip
    server = subprocess.Popen(odoo(options, primary, "server", *words))
    stack.callback(server.wait)
    stack.callback(server.terminate)
    url = f"http://127.0.0.1:{port}"
    for _second in range(120):
        try:
            with urllib.request.urlopen(f"{url}/web/health", timeout=5):
                return url
        except OSError:
            time.sleep(1)
    sys.exit("Odoo did not come up.")


def post(server, model, method, body):
    url, database, key = server
    request = urllib.request.Request(
        f"{url}/json/2/{model}/{method}", json.dumps(body).encode(),
        {"Authorization": f"bearer {key}", "Content-Type": "application/json",
         "X-Odoo-Database": database},
    )  # fmt: skip
    with urllib.request.urlopen(request, timeout=120) as response:
        return json.load(response)


def compare(server, primary, replica):
    """Open each page twice, the second time counted: statements on the primary and the replica."""
    failures = 0
    for what, model, method, body in READS:
        post(server, model, method, body)
        marks = ['FROM "rma', "FROM rma_", "FROM (SELECT row"]
        before = [sum(cluster.count(mark) for mark in marks) for cluster in (primary, replica)]
        post(server, model, method, body)
        after = [sum(cluster.count(mark) for mark in marks) for cluster in (primary, replica)]
        here, there = (late - early for late, early in zip(after, before, strict=True))
        failures += not there or bool(here)
        print(f"{what:<20} statements on our tables: primary {here}, replica {there}")
    ids = post(server, "rma.failure.code", "create",
               {"vals_list": [{"name": "Written", "code": "T-REPL"}]})  # fmt: skip
    print("a write goes to the primary and arrives:", wait_for(replica, server[1], ids[0]))
    sys.exit(failures and "A page was not read on the replica.")


def wait_for(replica, database, record_id):
    statement = f"SELECT code FROM rma_failure_code WHERE id = {record_id}"
    for _try in range(50):
        if code := replica.query(database, statement):
            return code
        time.sleep(0.1)
    return "NO"


if __name__ == "__main__":
    main()
