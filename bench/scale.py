"""A database with a million RMA lines, and what it shows.

    python bench/scale.py -c odoo.conf -d DATABASE generate   fill a database that has the addon
    python bench/scale.py -c odoo.conf -d DATABASE pages      time every page and analysis
    python bench/scale.py -c odoo.conf -d DATABASE indexes    what each index of the addon is for
    python bench/scale.py -c odoo.conf -d DATABASE plans      how each department's lists are read
    python bench/scale.py -c odoo.conf -d DATABASE portal     time the customer portal's pages
    python bench/scale.py -c odoo.conf -d DATABASE export     time and memory of the whole export
    python bench/scale.py -c odoo.conf -d DATABASE load       twenty people over HTTP, prefork

The database is filled for good: use one that has the addon and may be thrown away.
"""

import argparse
import sys
import time
from contextlib import closing
from pathlib import Path

import odoo.init  # noqa: F401 (makes `odoo` importable)
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from bench import (  # noqa: E402
    scale_copy,
    scale_export,
    scale_indexes,
    scale_load_run,
    scale_pages,
    scale_plans,
    scale_portal,
)

YEARS = 5
SHARED = 49  # copies of the customers and products
OPEN = 249  # copies of the open cases, of the last two months
LINES_FINISHED, LINES_OPEN = 200, 80


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-c", "--config", required=True)
    parser.add_argument("-d", "--database", required=True)
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--only", default="", help="pages whose name contains this")
    parser.add_argument("--users", default="", help="logins of those whose pages are timed")
    parser.add_argument("--full", action="store_true", help="filters and groups of everybody")
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--books", action="store_true", help="load: credit notes of no case too")
    parser.add_argument("--port", type=int, default=8290)
    parser.add_argument("--log", default="scale_load.log", help="the server's log")
    options = parser.parse_args()
    config.parse_config(["-c", options.config, "-d", options.database, "--log-level=warn"])
    with closing(Registry(options.database).cursor()) as cr:
        COMMANDS[options.command](api.Environment(cr, SUPERUSER_ID, {}), options)


def generate(env, options):
    """Walk the prototype and multiply it, in one transaction; indexes are built afterwards."""
    # The addon can be imported once Odoo has read its addons path.
    from bench.scale_prototype import Prototype

    start = time.monotonic()
    if env["rma.case"].search_count([], limit=1):
        sys.exit("This database has RMA cases already: take an empty one.")
    copies = (options.lines - LINES_OPEN * (OPEN + 1)) // LINES_FINISHED - 1
    marks = [scale_copy.read_marks(env.cr)]
    prototype = Prototype(env)
    for step in (prototype.meet, prototype.finish, prototype.leave_open):
        if step == prototype.meet:
            marks = [scale_copy.read_marks(env.cr)]
        step()
        env.flush_all()
        marks.append(scale_copy.read_marks(env.cr))
    print(f"Prototype walked: {time.monotonic() - start:.0f} s", flush=True)
    multiply(env.cr, marks, copies)
    env.cr.postcommit.clear()  # the prototype's mails need not be sent
    env.cr.commit()
    print(f"Written: {time.monotonic() - start:.0f} s", flush=True)
    scale_indexes.analyze(env.cr)
    print(f"Done: {time.monotonic() - start:.0f} s", flush=True)


def multiply(cr, marks, copies):
    """Copy what was written between the marks: shared, finished, open."""
    cr.execute("SET LOCAL session_replication_role = replica")
    indexes = scale_indexes.drop_indexes(cr, marks)
    shared = scale_copy.Copier(cr, marks[0:2], SHARED, days=0)
    shared.run()
    finished = scale_copy.Copier(cr, marks[1:3], copies, 365 * YEARS, shared)
    rows = finished.run()
    rows += scale_copy.Copier(cr, marks[2:4], OPEN, 60, shared).run()
    print(f"{rows:,} rows; {len(indexes)} indexes ...", flush=True)
    for statement in indexes:
        cr.execute(statement)


COMMANDS = {
    "generate": generate,
    "pages": scale_pages.run,
    "indexes": scale_indexes.run,
    "plans": scale_plans.run,
    "portal": scale_portal.run,
    "export": scale_export.run,
    "load": scale_load_run.run,
}

if __name__ == "__main__":
    main()
