"""Before the load: people with keys and sold serials. After it: is every document there, once?"""

from datetime import timedelta

from odoo import fields

from bench import scale_load, scale_load_plain

ORDERS, SERIALS = 6, 150
# What must not be there twice or be missing: a name, and a query of the offenders.
CHECKS = {
    "lines received twice, or planned twice": """
        SELECT line.id FROM rma_case_line line
        JOIN stock_move_line ml ON ml.rma_line_id = line.id AND ml.state <> 'cancel'
        JOIN stock_move move ON move.id = ml.move_id AND move.rma_operation = 'receipt'
        GROUP BY line.id HAVING SUM(ml.quantity) > 1
    """,
    "received lines without a done receipt": """
        SELECT line.id FROM rma_case_line line WHERE line.quantity_received > 0
        AND NOT EXISTS (SELECT FROM stock_move_line ml JOIN stock_move move ON move.id = ml.move_id
            WHERE ml.rma_line_id = line.id AND ml.state = 'done'
            AND move.rma_operation = 'receipt')
    """,
    "authorized lines without a receipt": """
        SELECT line.id FROM rma_case_line line WHERE line.state = 'authorized'
        AND NOT EXISTS (SELECT FROM stock_picking p WHERE p.rma_case_id = line.case_id)
    """,
    "units moved twice in one direction": """
        SELECT line.id FROM rma_case_line line
        JOIN stock_move_line ml ON ml.rma_line_id = line.id AND ml.state <> 'cancel'
        JOIN stock_move move ON move.id = ml.move_id
        WHERE move.rma_operation IN ('return', 'scrap', 'restock', 'replacement')
        GROUP BY line.id, move.rma_operation HAVING SUM(ml.quantity) > 1
    """,
    "units taken over twice or not at all": """
        SELECT line.id FROM rma_case_line line
        JOIN rma_decision decision ON decision.id = line.decision_id
        JOIN rma_disposition d ON d.id = decision.disposition_id AND d.takes_over
        LEFT JOIN (stock_move_line ml JOIN stock_move move ON move.id = ml.move_id
            AND move.rma_operation = 'take_over'
            JOIN stock_location place ON place.id = ml.location_dest_id
            AND place.usage = 'internal') ON ml.rma_line_id = line.id AND ml.state = 'done'
        WHERE decision.state = 'authorized'
        GROUP BY line.id HAVING COUNT(ml.id) <> 1
    """,
    "credited units without a credit note line": """
        SELECT line.id FROM rma_case_line line
        JOIN rma_decision decision ON decision.id = line.decision_id
        WHERE decision.state = 'authorized' AND decision.settlement = 'credit'
        AND line.credit_line_id IS NULL AND line.credit_waived IS NULL
    """,
    "credit note lines of another quantity than their units": """
        SELECT credit.id FROM account_move_line credit
        JOIN account_move note ON note.id = credit.move_id AND note.state <> 'cancel'
        LEFT JOIN rma_case_line line ON line.credit_line_id = credit.id
        WHERE credit.rma_invoiced_line_id IS NOT NULL
        GROUP BY credit.id HAVING credit.quantity <> COUNT(line.id)
    """,
    "exchanges with more or fewer replacements than units": """
        SELECT decision.id FROM rma_decision decision
        WHERE decision.state = 'authorized' AND decision.settlement = 'replace'
        AND (SELECT COUNT(*) FROM rma_case_line WHERE decision_id = decision.id) <>
            (SELECT COALESCE(SUM(product_uom_qty), 0) FROM stock_move
             WHERE rma_decision_id = decision.id AND rma_operation = 'replacement'
             AND state <> 'cancel')
    """,
    "units with two repairs, or none": """
        SELECT line.id FROM rma_case_line line
        JOIN rma_decision decision ON decision.id = line.decision_id
        LEFT JOIN repair_order repair ON repair.rma_line_id = line.id AND repair.state <> 'cancel'
        WHERE decision.state = 'authorized' AND decision.unit_outcome = 'repair'
        GROUP BY line.id HAVING COUNT(repair.id) <> 1
    """,
    "serials in two open lines": """
        SELECT lot_id FROM rma_case_line
        WHERE state NOT IN ('closed', 'refused', 'cancelled') AND lot_id IS NOT NULL
        GROUP BY lot_id HAVING COUNT(*) > 1
    """,
}  # fmt: skip


def prepare(env, with_books=False):
    """Make the company, its people and what they will get back; returns what clients need.

    `with_books`: also accountants who post credit notes of returns that have no case.
    """
    # The addon can be imported once Odoo has read its addons path.
    from bench.scale_prototype import Prototype

    prototype = Prototype(env)
    prototype.meet()
    lift_thresholds(env)
    customer, serials = prototype.sell_in_bulk(ORDERS, SERIALS)
    plain = scale_load_plain.draft(prototype, ORDERS, SERIALS) if with_books else ()
    pay(env)
    staff = {**scale_load.STAFF, **(scale_load.BOOKS if with_books else {})}
    dispositions = env["rma.disposition"].search([("code", "in", scale_load.OUTCOMES)])
    facts = {
        "customer": customer.id,
        "serials": mix(serials.ids),
        "failure": env["rma.failure.code"].search([], limit=1).id,
        "dispositions": {disposition.code: disposition.id for disposition in dispositions},
        "keys": {name: hire(prototype, name, count) for name, count in staff.items()},
        "plain": [note.id for note in plain],
    }
    env.cr.commit()
    return facts


def lift_thresholds(env):
    """No approval, no inspection record and no work of the night holds the cases up."""
    from bench.yardstick_world import LARGE, LIFTED

    env.companies.write(dict.fromkeys(LIFTED, LARGE))
    env["rma.checklist"].search([]).active = False
    nightly = env["ir.cron"].search([("interval_type", "in", ("days", "weeks", "months"))])
    nightly.nextcall = fields.Datetime.now() + timedelta(days=1)


def mix(serials):
    """Pairs of serials in turns from every order: cases of one hour are seldom of one invoice."""
    pairs = [serials[at : at + 2] for at in range(0, len(serials), 2)]
    per_order = SERIALS // 2
    turns = [pairs[turn::per_order] for turn in range(per_order)]
    return [serial for turn in turns for pair in turn for serial in pair]


def pay(env):
    """Who returns goods has paid them: core does not reconcile their credit notes at once."""
    invoices = env["account.move"].search(
        [("move_type", "=", "out_invoice"), ("state", "=", "posted"),
         ("payment_state", "=", "not_paid"), ("create_date", ">=", env.cr.now())]
    )  # fmt: skip
    wizard = env["account.payment.register"].with_context(
        active_model="account.move", active_ids=invoices.ids
    )
    for invoice in invoices:
        wizard.with_context(active_ids=invoice.ids).create({})._create_payments()


def hire(prototype, department, count):
    """So many users of a department; returns their keys for JSON-2."""
    model = prototype.users["finance" if department in scale_load.BOOKS else department]
    until = fields.Datetime.now() + timedelta(days=1)
    keys = []
    for number in range(count):
        user = model.copy({"login": f"{department}{number}", "name": f"{department} {number}"})
        keys.append(
            user.env["res.users.apikeys"].with_user(user).sudo()._generate("rpc", "load", until)
        )
    return keys


def check(env):
    """Tell what is there and what is wrong with it."""
    for model in ("rma.case", "rma.case.line", "rma.decision", "repair.order"):
        groups = env[model]._read_group([], ["state"], ["__count"])
        print(model, ", ".join(f"{count} {state}" for state, count in groups))
    for name, statement in CHECKS.items():
        env.cr.execute(statement)
        print(f"{env.cr.rowcount:6} {name}")
    run = env["rma.check.run"].browse(env["rma.check.run"].action_run()["res_id"])
    print(f"Night watch: {run.state}, {run.record_count} records, {run.finding_count} findings")
    for finding in run.finding_ids[:20]:
        print("  ", finding.display_name)
