"""What people do to cases and decisions in a random walk."""

from odoo import Command


def weighted(weight):
    """How much likelier than others an action is."""

    def mark(action):
        action.weight = weight
        return action

    return mark


class CaseActions:
    """Each action takes one of the records (or values) found for it."""

    def case_actions(self):
        in_state, decisions = self.lines_in, self.decisions
        return [
            (self.request, self.offers),
            (self.authorize, lambda: in_state("requested").case_id),
            (self.authorize_more, lambda: in_state("requested")),
            (self.refuse, lambda: in_state("requested")),
            (self.reopen, lambda: in_state("refused")),
            (self.cancel, lambda: in_state("authorized")),
            (self.split, lambda: self.lines().filtered(lambda line: line.quantity > 0.5)),
            (self.inspect, lambda: in_state("received")),
            (self.withdraw_inspection, lambda: in_state("inspected")),
            (self.decide, lambda: self.decidable(in_state("inspected"))),
            (self.decide_early, lambda: self.decidable(in_state("authorized"))),
            (self.propose, lambda: self.decidable(in_state("inspected"))),
            (self.deduct, lambda: decisions("draft").filtered(lambda d: d.settlement == "credit")),
            (self.submit, lambda: decisions("draft")),
            (self.approve, lambda: decisions("to_approve")),
            (self.approve_another, lambda: decisions("draft", "to_approve")),
            (self.cancel_decision, lambda: decisions("draft", "to_approve", "authorized")),
            (self.make_documents, lambda: decisions("authorized")),
            (self.decide_anew, lambda: in_state("decided")),
            (self.reopen_closed, lambda: in_state("closed")),
        ]

    def offers(self):
        """What may be asked for: a lot, or a quantity of a sale line; too much included."""
        if self.tracking == "serial":
            return list(self.sale_lines.move_ids.move_line_ids.lot_id.sorted("id"))
        return [(line, quantity) for line in self.sale_lines for quantity in (1, 2, 0.7, 3)]

    def decidable(self, lines):
        """Pairs of lines that are decided together and a disposition."""
        dispositions = self.env["rma.disposition"].search([])
        return [
            (same, disposition)
            for case_lines in lines.grouped("case_id").values()
            for same in {case_lines, case_lines[:1]}
            for disposition in dispositions
        ]

    @weighted(3)
    def request(self, offer):
        if self.tracking == "serial":
            self.test._request(offer)
            return
        sale_line, quantity = offer
        delivered = sale_line.move_ids.sorted("id")[:1]
        self.test._request(
            {
                "product_id": self.product.id,
                "quantity": quantity,
                "lot_id": delivered.move_line_ids.lot_id[:1].id,
                "origin_move_id": delivered.id,
            }
        )

    @weighted(6)
    def authorize(self, case):
        self.test._authorize(case)

    def authorize_more(self, line):
        """A state may come with other values."""
        values = {"state": "authorized", "quantity": line.quantity + 1}
        line.with_user(self.test.user_service).write(values)

    def refuse(self, line):
        line.with_user(self.test.user_service).action_refuse()

    def reopen(self, line):
        line.with_user(self.test.user_service).action_reopen()

    def cancel(self, line):
        line.with_user(self.test.user_service).action_cancel()

    def split(self, line):
        quantity = 0.5 if line.quantity <= 1 else 1
        line.with_user(self.test.user_service)._split_by_hand(quantity)

    @weighted(8)
    def inspect(self, line):
        self.test._inspect(line)

    def withdraw_inspection(self, line):
        line.with_user(self.test.user_quality).action_withdraw_inspection()

    @weighted(8)
    def decide(self, choice):
        decision = self.propose(choice)
        self.submit(decision)
        self.approve(decision)

    @weighted(2)
    def decide_early(self, choice):
        self.decide(choice)

    def propose(self, choice):
        lines, disposition = choice
        return self.test._propose(
            lines,
            disposition.unit_outcome,
            disposition.settlement,
            disposition_id=disposition.id,
            is_advance="authorized" in lines.mapped("state"),
            compensation_amount=10 if disposition.settlement == "compensate" else 0,
        )

    def deduct(self, decision):
        """Five for restocking, as a line of its own on the credit note."""
        charge = {"kind": "restocking", "price_unit": 5}
        decision.with_user(self.test.user_service).charge_ids = [Command.create(charge)]

    @weighted(2)
    def submit(self, decision):
        decision.with_user(self.test.user_service).action_submit()

    @weighted(2)
    def approve(self, decision):
        decision.with_user(self.test.user_finance).action_authorize()

    def approve_another(self, decision):
        """What is authorized comes with the authorization."""
        values = {"disposition_id": self.test._disposition("scrap", "replace").id}
        decision.with_user(self.test.user_finance).write({"state": "authorized", **values})

    @weighted(2)
    def cancel_decision(self, decision):
        decision.with_user(self.test.user_finance).action_cancel()

    def make_documents(self, decision):
        decision.with_user(self.test.user_manager).action_create_documents()

    @weighted(2)
    def decide_anew(self, line):
        line.with_user(self.test.user_service).action_decide_anew()

    def reopen_closed(self, line):
        line.with_user(self.test.user_manager).write({"state": "decided"})
