"""The load test from end to end: people hired, a prefork server started, work, the count."""

import json
import subprocess
import sys
import time
import urllib.request
from collections import Counter, defaultdict
from pathlib import Path

from bench import scale_load, scale_load_check, scale_load_probe

WORKERS, CRONS = 4, 2
SHOWN = 40
LAUNCHER = """import sys

import odoo.cli

sys.path.insert(0, {place!r})
from bench import scale_load_probe

scale_load_probe.install()
odoo.cli.main()
"""


def run(env, options):
    """Prepare the database, let the people work, tell times and what was lost or doubled."""
    facts = scale_load_check.prepare(env, options.books)
    print(f"{sum(map(len, facts['keys'].values()))} people, {len(facts['serials'])} serials sold")
    log = Path(options.log)
    server = start(options, log)
    try:
        url = f"http://127.0.0.1:{options.port}"
        wait_until_up(url)
        office = scale_load.Office(url, options.database, facts, options.minutes)
        office.work()
    finally:
        server.terminate()
        server.wait()
    office.ledger.report()
    print(f"{office.ledger.created['cases']} cases were answered as created")
    tell_log(log)
    tell_probe(log)
    env.cr.rollback()
    env.invalidate_all()
    scale_load_check.check(env)


def start(options, log):
    log.unlink(missing_ok=True)
    # A prefork server starts its live chat by its own file again, which `-m odoo` does not name.
    launcher = log.with_suffix(".py")
    launcher.write_text(LAUNCHER.format(place=str(Path(__file__).resolve().parent.parent)))
    return subprocess.Popen(
        [sys.executable, launcher, "server", "-c", options.config, "-d", options.database,
         f"--workers={WORKERS}", f"--max-cron-threads={CRONS}", f"--http-port={options.port}",
         f"--gevent-port={options.port + 1}", f"--logfile={log}"]
    )  # fmt: skip


def wait_until_up(url):
    for _second in range(180):
        try:
            with urllib.request.urlopen(f"{url}/web/health", timeout=5):
                return
        except OSError:
            time.sleep(1)
    sys.exit("Odoo did not come up.")


def tell_log(log):
    """Conflicts that were retried, given up, and errors, from the server's log."""
    counts = Counter()
    for line in log.read_text(errors="replace").splitlines():
        if "tries left, try again" in line:
            counts[f"retried: {line.split(': ', 1)[-1].split(',')[0]}"] += 1
        elif "maximum number of tries reached" in line:
            counts["given up after all tries"] += 1
        elif " ERROR " in line and "bad query" not in line:
            counts[f"ERROR {line.split(' ERROR ')[1][:110]}"] += 1
    print(*sorted(counts.items()), sep="\n")


def tell_probe(log):
    """What collided and what took long: by call, statement and who sent it."""
    found = {"conflict": defaultdict(list), "long": defaultdict(list)}
    for line in log.read_text(errors="replace").splitlines():
        _before, mark, facts = line.partition(scale_load_probe.PREFIX)
        if mark:
            facts = json.loads(facts)
            key = (facts["call"], facts["statement"], facts["sender"])
            found[facts["kind"]][key].append(facts["seconds"])
    for kind, rows in found.items():
        print(f"{kind}: {sum(map(len, rows.values()))}")
        for key, seconds in sorted(rows.items(), key=lambda row: -len(row[1]))[:SHOWN]:
            took = f"{sum(seconds):6.1f} s  {max(seconds):5.1f} s"
            print(f"{len(seconds):5}  {took}  {' | '.join(key)}")
