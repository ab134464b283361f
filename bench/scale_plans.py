"""How PostgreSQL answers the list views of each department: the plans of their queries.

What a list asks for is the search of its 80 rows in its own order, and their count, under the
record rules of the user. A plan that reads a large table row by row stands out.
"""

import re
from contextlib import suppress

from psycopg2.errors import QueryCanceled

from odoo import api
from odoo.exceptions import AccessError
from odoo.tools import SQL

from bench.scale_pages import DEPARTMENTS, PATIENCE, get_actions
from bench.scale_views import Page

LARGE = 10_000  # rows: smaller tables are read whole faster than by an index
INDEX = re.compile(r"Index (?:Only )?Scan(?: Backward)? (?:using|on) (\w+)")
SEQUENTIAL = re.compile(r"Seq Scan on (\w+)")
TIME = re.compile(r"Execution Time: ([\d.]+) ms")


def run(env, options):
    """Print a line per department and list; with `--only NAME` the whole plans of these lists."""
    env.cr.execute("SELECT relname, reltuples FROM pg_class WHERE relkind = 'r'")
    large = {name for name, rows in env.cr.fetchall() if rows > LARGE}
    company = env["rma.case"].search([], limit=1).company_id
    env.cr.execute(f"SET statement_timeout = '{PATIENCE}s'")  # slower ones are left out
    print("| department | list | rows (ms) | count (ms) | indexes | read whole |")
    print("| --- | --- | ---: | ---: | --- | --- |")
    for login in DEPARTMENTS:
        user = env["res.users"].search([("login", "=", login)])
        own = api.Environment(env.cr, user.id, {"allowed_company_ids": company.ids})
        for action in get_actions(own):
            name = action.xml_id.split(".")[-1]
            if "list" not in action.view_mode.split(",") or options.only not in name:
                continue
            # An action of another department may search what this one may not read.
            with suppress(AccessError, QueryCanceled), env.cr.savepoint():
                plans = explain(Page(own, action, "list"))
                print(describe(login, name, plans, large), flush=True)
                print(*plans if options.only else (), sep="\n\n", end="")


def explain(page):
    """The plans of a list's rows and of their count, executed."""
    model = page.model
    order = page.arch.get("default_order") or model._order
    rows = model._search(page.domain, limit=80, order=order).select()
    count = model._search(page.domain).select(SQL("count(*)"))
    return [_explain(model.env.cr, query) for query in (rows, count)]


def _explain(cr, query):
    cr.execute(SQL("EXPLAIN (ANALYZE, BUFFERS OFF, COSTS OFF, TIMING OFF) %s", query))
    return "\n".join(row[0] for row in cr.fetchall())


def describe(login, name, plans, large):
    """A row of the table of plans."""
    times = " | ".join(TIME.search(plan)[1] for plan in plans)
    indexes = ", ".join(sorted(set(INDEX.findall("\n".join(plans)))))
    whole = ", ".join(sorted(large.intersection(SEQUENTIAL.findall("\n".join(plans)))))
    return f"| {login} | {name} | {times} | {indexes} | {whole} |"
