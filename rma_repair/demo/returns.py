"""The returns of the demo company, each walked by the users who would walk it."""

from contextlib import nullcontext
from functools import wraps

from odoo import Command

from . import clock

# On which day of a return each step is done.
STEPS = {"request": 0, "accept": 1, "receive": 4, "inspect": 5, "decide": 7, "carry_out": 9}


def on_its_day(step):
    """A step of a return that began `age` days ago is done on its own day since."""

    @wraps(step)
    def dated(self, *arguments, **values):
        days = self.age - STEPS[step.__name__]
        with clock.days_ago(self.env, days) if days > 0 else nullcontext():
            return step(self, *arguments, **values)

    return dated


class Road:
    """The steps of a return, each done by its department."""

    age = 0

    def __init__(self, env, users):
        self.env = env(context=dict(env.context, skip_sms=True))
        self.users = users
        codes = env["rma.failure.code"].search([])
        self.failures = {code.code: code for code in codes}

    @on_its_day
    def request(self, customer, lines, **values):
        """Customer service takes a request in; returns the case."""
        return self._as("service", "rma.case").create(
            {
                "partner_id": customer.id,
                "line_ids": [Command.create(line) for line in lines],
                **values,
            }
        )

    def authorize(self, case):
        """Accept the request, with the approvals it needs first."""
        if case.missing_approvals:
            case.with_user(self.users["service"]).action_ask_approvals()
            self.approve(case)
        self.accept(case)

    @on_its_day
    def accept(self, case):
        case.with_user(self.users["service"]).action_authorize()

    def approve(self, case):
        """A manager gives the approvals the case waits for, such as that of a batch."""
        pending = case.approval_ids.filtered(lambda approval: approval.state == "pending")
        pending.with_user(self.users["manager"]).action_approve()

    @on_its_day
    def receive(self, case):
        """The warehouse validates the receipt as announced."""
        receipts = self._as("warehouse", "stock.picking").search(
            [
                ("rma_case_id", "=", case.id),
                ("picking_type_code", "=", "incoming"),
                ("state", "not in", ("done", "cancel")),
            ]
        )
        receipts.button_validate()

    @on_its_day
    def inspect(self, lines, finding="confirmed", failure="F-PWR", **values):
        """Quality passes one inspection over these units, which writes their verdict."""
        is_faulty = finding == "confirmed"
        inspection = self._as("quality", "rma.inspection").create(
            {
                "line_ids": [Command.set(lines.ids)],
                "finding": finding,
                "failure_code_id": self.failures[failure].id if is_faulty else False,
                "defect_class": "functional" if is_faulty else False,
                "grade": "b",
                "repairable": "yes",
                **values,
            }
        )
        for result in inspection.result_ids:
            result.write(answer(result, is_faulty))
        inspection.action_pass()

    @on_its_day
    def decide(self, lines, code, **values):
        """Service proposes, finance authorizes; the automations make the documents."""
        disposition = self.env["rma.disposition"].search([("code", "=", code)])
        decision = self._as("service", "rma.decision").create(
            {
                "case_id": lines.case_id.id,
                "line_ids": [Command.set(lines.ids)],
                "disposition_id": disposition.id,
                **values,
            }
        )
        decision.action_submit()
        decision.with_user(self.users["finance"]).action_authorize()
        return decision

    @on_its_day
    def carry_out(self, decisions):
        """Warehouse ships and restocks, workshop repairs, finance posts: core's own buttons."""
        self.repair(decisions.repair_ids.filtered(lambda repair: repair.state == "confirmed"))
        transfers = decisions.move_ids.picking_id.with_user(self.users["warehouse"])
        for transfer in transfers.filtered(lambda t: t.state not in ("done", "cancel")):
            transfer.action_assign()
            transfer.button_validate()
        notes = decisions.credit_note_ids.with_user(self.users["finance"])
        notes.filtered(lambda note: note.state == "draft").action_post()

    def repair(self, repairs):
        """The workshop plans and works, the manager approves, quality controls: the end."""
        repairs = repairs.with_user(self.users["workshop"])
        repairs.write({"plan_work": "Replace the capacitors, burn in for an hour", "plan_hours": 2})
        repairs.action_plan_submit()
        repairs.with_user(self.users["manager"]).action_plan_approve()
        first_pieces = repairs.filtered(lambda repair: not repair.batch_id) | (
            repairs.batch_id.first_piece_id
        )
        for batch in (first_pieces, repairs - first_pieces):
            batch.action_repair_start()
            batch.action_control_request()
            batch.with_user(self.users["quality"]).action_control_pass()

    def inspected(self, customer, lines, **values):
        """A case that was received and inspected."""
        case = self.request(customer, lines, **values)
        self.authorize(case)
        self.receive(case)
        self.inspect(case.line_ids)
        return case

    def _as(self, department, model):
        return self.env[model].with_user(self.users[department])


def answer(result, is_faulty):
    """What was found for one item of the checklist: a faulty unit fails its tests."""
    fails = is_faulty and bool(result.test)
    if result.kind == "text":
        return {"note": "IMG 20261122"}
    if result.kind == "measure":
        excess = 1.2 if fails else 0.98
        return {"value": result.maximum * excess}
    other = {"yes": "no", "no": "yes"}
    return {"answer": other[result.expected_answer] if fails else result.expected_answer}


def serials(lots, reason="No output, red LED after warm-up", wish="repair"):
    """Line values of these serials."""
    return [{"lot_id": lot.id, "reason": reason, "wish": wish} for lot in lots]


def play_single_cases(road, customers, sold):
    """One case at every state, and one of every settlement carried out."""
    play_undecided(road, customers["factory"], customers["german"], sold)
    play_decided(road, customers["factory"], customers["german"], sold)
    play_without_return(road, customers["trader"], sold)
    road.age = 0
    road.request(customers["trader"], serials(sold["trader"][:1])).with_user(
        road.users["service"]
    ).action_refuse()


def play_undecided(road, factory, german, sold):
    """Requested, authorized, received, inspected."""
    road.age = 1
    road.request(german, serials(sold["german"][:1], wish="credit"), channel="email", severity="2")
    road.age = 6
    waiting = road.request(factory, serials(sold["factory"][:1]), channel="portal")
    road.authorize(waiting)
    received = road.request(factory, serials(sold["factory"][1:2]), channel="phone")
    road.authorize(received)
    road.receive(received)
    road.age = 8
    road.inspected(factory, serials(sold["controllers"][:1]), severity="3")


def play_decided(road, factory, german, sold):
    """A credit that waits, an exchange that is done, a repair to begin."""
    road.age = 12
    credit = road.inspected(german, serials(sold["german"][1:2], wish="credit"))
    road.decide(credit.line_ids, "refund_restock")
    road.age = 14
    exchange = road.inspected(factory, serials(sold["factory"][2:3], wish="replace"))
    road.carry_out(road.decide(exchange.line_ids, "exchange_scrap"))
    road.age = 10
    repair = road.inspected(factory, serials(sold["controllers"][1:2]))
    road.decide(repair.line_ids, "repair_return")


def play_without_return(road, trader, sold):
    """Leaking cans are credited and stay where they are."""
    road.age = 13
    oil = {"lot_id": sold["oil"].id, "quantity": 6, "reason": "Cans leak", "wish": "credit"}
    kept = road.request(trader, [{**oil, "is_return_expected": False}], channel="sales")
    road.authorize(kept)
    road.carry_out(road.decide(kept.line_ids, "refund_keep"))


def play_pallet(road, dealer, lots):
    """60 drives of one delivery: credited, exchanged, repaired, scrapped, sent back."""
    case = road.request(
        dealer,
        serials(lots, reason="Capacitor failure suspected", wish="replace"),
        severity="2",
        is_batch=True,
        customer_reference="NW-RET-2611",
    )
    road.approve(case)
    road.authorize(case)
    road.receive(case)
    lines = case.line_ids.sorted("id")
    road.inspect(lines[:45], failure="F-CAP", inspection_type="sample", sample_size=8)
    road.inspect(lines[45:], finding="ntf")
    decide_pallet(road, lines)
    return case


def decide_pallet(road, lines):
    """Credit, exchange, repair, scrap and send back, each carried out."""
    shares = {
        "refund_restock": lines[:10],
        "refund_scrap": lines[10:20],
        "exchange_scrap": lines[20:35],
        "repair_return": lines[35:45],
        "return_unrepaired": lines[45:],
    }
    for code, share in shares.items():
        road.carry_out(road.decide(share, code))
    for decision in lines.case_id.decision_ids:
        road.carry_out(decision)
