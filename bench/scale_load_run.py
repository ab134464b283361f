"""The load test from end to end: people hired, a prefork server started, work, the count."""

import subprocess
import sys
import time
import urllib.request
from collections import Counter
from pathlib import Path

from bench import scale_load, scale_load_check

WORKERS, CRONS = 4, 2


def run(env, options):
    """Prepare the database, let the people work, tell times and what was lost or doubled."""
    facts = scale_load_check.prepare(env)
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
    env.cr.rollback()
    env.invalidate_all()
    scale_load_check.check(env)


def start(options, log):
    log.unlink(missing_ok=True)
    # A prefork server starts its live chat by its own file again, which `-m odoo` does not name.
    launcher = log.with_suffix(".py")
    launcher.write_text("import odoo.cli\n\nodoo.cli.main()\n")
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
        elif " ERROR " in line:
            counts[f"ERROR {line.split(' ERROR ')[1][:110]}"] += 1
    print(*sorted(counts.items()), sep="\n")
