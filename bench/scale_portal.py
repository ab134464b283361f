"""Time the customer portal as its web server answers it: the customer with the most returns."""

import threading
import time

from werkzeug.test import Client

from odoo import http

from bench.scale_pages import PAGE, TYPED

RUNS = 3
PATHS = (
    "/my/returns", "/my/returns/page/50", "/my/returns?filterby=open", "/my/returns?sortby=name",
    "/my/returns?sortby=state", f"/my/returns?search={TYPED}",
    *(f"/my/returns?search_in={kind}&search={TYPED}" for kind in ("name", "lot", "product")),
)  # fmt: skip


def run(env, _options):
    """Print for each page the best time of Odoo's processor and of its queries."""
    partner, case = find_customer(env)
    user = get_buyer(env, partner)
    client = sign_in(env, user)
    print(f"{env['rma.case'].search_count([('partner_id', '=', partner.id)])} returns, the page's "
          f"has {len(case.line_ids)} lines")  # fmt: skip
    env.cr.commit()
    for path in (*PATHS, f"/my/returns/{case.id}", f"/my/returns/{case.id}/page/3"):
        work, own, queries = min(time_page(client, path) for _run in range(RUNS))
        mark = "OVER" if work > PAGE else ""
        print(f"{work * 1000:6.0f} ms (odoo {own * 1000:4.0f}, {queries:3} q)  {path} {mark}")


def find_customer(env):
    """The customer with the most cases, and his case with the most lines."""
    groups = env["rma.case"]._read_group([], ["partner_id"], ["__count"], limit=1,
                                         order="__count desc")  # fmt: skip
    lines = env["rma.case.line"]
    mine = [("partner_id", "=", groups[0][0].id)]
    [(case, _count)] = lines._read_group(mine, ["case_id"], ["__count"], limit=1,
                                         order="__count desc")  # fmt: skip
    return groups[0][0], case


def get_buyer(env, partner):
    """A portal user of this customer."""
    users = env["res.users"].with_context(no_reset_password=True)
    company = env["rma.case"].search([], limit=1).company_id
    return users.search([("login", "=", "scale.buyer")]) or users.create(
        {
            "login": "scale.buyer",
            "name": "Buyer",
            "parent_id": partner.id,
            "company_id": company.id,
            "company_ids": company.ids,
            "group_ids": env.ref("base.group_portal").ids,
        }
    )


def sign_in(env, user):
    """A client of the web server in this process, with a session of `user`."""
    session = http.root.session_store.new()
    session.update(http.get_default_session(), db=env.cr.dbname)
    session.uid, session.login = user.id, user.login
    session.context = {"lang": "en_US", "tz": "UTC"}
    session.session_token = user._compute_session_token(session.sid)
    http.root.session_store.save(session)
    client = Client(http.root)
    client.set_cookie("session_id", session.sid)
    return client


def time_page(client, path):
    """Seconds of work (Odoo's processor and its queries' time), of Odoo alone, and queries."""
    worked, thread = time.process_time(), threading.current_thread()
    response = client.get(path)
    if response.status_code != 200:
        raise ValueError(f"{path}: {response.status}")
    own = time.process_time() - worked
    return own + thread.query_time, own, thread.query_count
