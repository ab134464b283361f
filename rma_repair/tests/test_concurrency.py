"""Two users at once, and a crash in the middle: one wins, the other is told, nothing half-made."""

from odoo.tests import tagged

from .committed import CommittedCase
from .concurrency_corrections import CorrectionsAtOnce
from .concurrency_desks import DesksAtOnce
from .concurrency_lines import LinesAtOnce
from .concurrency_money import MoneyAtOnce

MANY = 200


@tagged("post_install", "-at_install")
class TestConcurrency(CorrectionsAtOnce, DesksAtOnce, LinesAtOnce, MoneyAtOnce, CommittedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        scene = cls.scene
        scene.company.write(
            {
                "rma_inspection_threshold": MANY,
                "rma_batch_product_quantity": 0,
                "rma_batch_total_quantity": 0,
            }
        )
        scene._stock(scene.cable, 400)
        scene.sale_line = scene._sell(scene.cable, 10)

    def _cables(self, quantity, sale_line=None):
        delivery = (sale_line or self.scene.sale_line).move_ids
        return {
            "product_id": self.scene.cable.id,
            "quantity": quantity,
            "origin_move_id": delivery.id,
        }

    def test_two_users_can_not_authorize_the_same_unit(self):
        scene = self.scene
        sale_line = scene._sell(scene.cable, 1)
        cases = [scene._request(self._cables(1, sale_line)) for _user in range(2)]

        refused = self._race(
            (cases[0], "action_authorize"),
            (cases[1].with_user(scene.user_manager), "action_authorize"),
        )

        self._assert_one_wins(refused, "UserError", "can still be returned")
        lines = (cases[0] | cases[1]).line_ids
        self.assertEqual(sorted(lines.mapped("state")), ["authorized", "requested"])
        winner = lines.filtered(lambda line: line.state == "authorized")
        receipts = scene.env["stock.picking"].search([("rma_case_id", "in", lines.case_id.ids)])
        self.assertEqual(receipts.rma_case_id, winner.case_id)

    def test_two_users_can_not_request_the_same_serial(self):
        scene = self.scene
        lot = scene._sell_serials(1, prefix="RACE")
        vals = {"partner_id": scene.customer.id, "line_ids": [(0, 0, {"lot_id": lot.id})]}
        cases = scene.env["rma.case"].browse().with_user(scene.user_service)

        refused = self._race((cases, "create", vals), (cases, "create", vals))

        self._assert_one_wins(refused, "is already in")
        lines = scene.env["rma.case.line"].search([("lot_id", "=", lot.id)])
        self.assertEqual(len(lines), 1)
        self.assertFalse(scene.env["rma.case"].search([("line_ids", "=", False)]))

    def test_two_events_at_once_stand_one_behind_the_other(self):
        scene = self.scene
        sale_line = scene._sell(scene.cable, 9)
        lines = scene._request(self._cables(1, sale_line), self._cables(2, sale_line)).line_ids

        refused = self._race(
            (lines[0], "write", {"quantity": 3}),
            (lines[1].with_user(scene.user_manager), "write", {"quantity": 4}),
        )

        self.assertFalse(refused)
        events = scene.env["rma.event"].search([("case_id", "=", lines.case_id.id)])
        self.assertEqual(len(events.filtered(lambda event: event.kind == "change")), 2)
        self.assertFalse(events._find_breaks(lines.case_id.ids))

    def test_two_decisions_can_not_credit_the_same_invoice_line(self):
        """Of ten invoiced four are free: each decision wants three."""
        scene = self.scene
        invoiced = {"invoice_line_id": scene.sale_line.invoice_lines.id}
        cases = [scene._inspected_case({**self._cables(3), **invoiced}) for _case in range(2)]
        by_hand = scene.sale_line.invoice_lines.move_id._reverse_moves()
        by_hand.invoice_line_ids.quantity = 6
        by_hand.action_post()
        first, second = (scene._propose(case.line_ids, "scrap", "credit") for case in cases)
        both = (first | second).sudo()
        (first | second).action_submit()

        refused = self._race(
            (first.with_user(scene.user_finance), "action_authorize"),
            (second.with_user(scene.user_manager), "action_authorize"),
        )

        self._assert_one_wins(refused, "UserError", scene.cable.name)
        self.assertEqual(sorted(both.mapped("state")), ["authorized", "to_approve"])
        loser = both.filtered(lambda decision: decision.state == "to_approve")
        self.assertEqual(loser.line_ids.state, "inspected")
        self.assertFalse(loser.credit_note_ids)
        self.assertFalse(loser.move_ids)
        self.assertEqual(len(both.credit_note_ids), 1)

    def test_two_cases_can_not_pass_the_limit_of_their_customer_together(self):
        """Either reaches alone: 100 of 150 that each user may give one customer in 30 days."""
        scene = self.scene
        customer = scene.env["res.partner"].create({"name": "Limited"})
        users = [self._limited_user(f"rma_limited_{number}") for number in range(2)]
        sale_line = scene._sell(scene.cable, 2, customer=customer)
        cases = [
            scene._inspected_case(self._cables(1, sale_line), customer=customer)
            for _case in range(2)
        ]
        decisions = [scene._propose(case.line_ids, "scrap", "credit") for case in cases]

        refused = self._race(
            *(
                (decision.with_user(user), "action_authorize")
                for decision, user in zip(decisions, users, strict=True)
            )
        )

        self._assert_one_wins(refused, "AccessError", "in 30 days")
        both = (decisions[0] | decisions[1]).sudo()
        self.assertEqual(sorted(both.mapped("state")), ["authorized", "draft"])
        loser = both.filtered(lambda decision: decision.state == "draft")
        self.assertEqual(loser.line_ids.state, "inspected")
        self.assertFalse(loser.credit_note_ids)

    def test_two_credit_notes_by_hand_can_not_take_what_a_case_credits(self):
        """Of four one is decided on: either draft over two may be posted, not both."""
        scene = self.scene
        sale_line = scene._sell(scene.cable, 4)
        invoice = sale_line.invoice_lines.move_id
        case = scene._inspected_case(self._cables(1, sale_line))
        scene._decide(case.line_ids, "scrap", "credit")
        drafts = [invoice._reverse_moves() for _draft in range(2)]
        for draft in drafts:
            draft.invoice_line_ids.quantity = 2

        refused = self._race(
            (drafts[0].with_user(scene.user_finance), "action_post"),
            (drafts[1].with_user(scene.user_manager), "action_post"),
        )

        self._assert_one_wins(refused, "UserError", "is credited by", case.name)
        self.assertEqual(sorted(draft.state for draft in drafts), ["draft", "posted"])

    def test_what_is_credited_by_hand_meanwhile_is_not_credited_again(self):
        """Nothing is claimed yet: one reverses the whole invoice, another decides on a unit."""
        scene = self.scene
        sale_line = scene._sell(scene.cable, 2)
        case = scene._inspected_case(self._cables(1, sale_line))
        decision = scene._propose(case.line_ids, "scrap", "credit")
        invoice = sale_line.invoice_lines.move_id
        wizard = (
            scene.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"reason": "By hand", "journal_id": invoice.journal_id.id})
        )

        refused = self._race(
            (wizard, "modify_moves"),
            (decision.with_user(scene.user_finance), "action_authorize"),
        )

        notes = sale_line.invoice_lines.move_id.filtered(lambda m: m.move_type == "out_refund")
        self.assertLessEqual(sum(notes.invoice_line_ids.mapped("quantity")), 2)
        if not refused:
            self.assertEqual(case.line_ids.sudo().credit_waived, "Not invoiced: order reduced")

    def test_the_same_button_pressed_twice_makes_one_document(self):
        scene = self.scene
        sale_line = scene._sell(scene.cable, 1)
        automation = scene.env.ref("rma_repair.automation_create_credit_note")
        automation.active = False
        case = scene._inspected_case(self._cables(1, sale_line))
        decision = scene._decide(case.line_ids, "scrap", "credit")
        automation.active = True
        finance = decision.with_user(scene.user_finance)

        refused = self._race((finance, "create_credit_note"), (finance, "create_credit_note"))

        self.assertFalse(refused)
        self.assertEqual(len(decision.sudo().credit_note_ids), 1)
        self.assertEqual(decision.sudo().credit_note_ids.invoice_line_ids.quantity, 1)

    def test_the_same_decision_is_authorized_once(self):
        scene = self.scene
        sale_line = scene._sell(scene.cable, 1)
        case = scene._inspected_case(self._cables(1, sale_line))
        decision = scene._propose(case.line_ids, "scrap", "credit")
        decision.action_submit()

        self._race(
            (decision.with_user(scene.user_finance), "action_authorize"),
            (decision.with_user(scene.user_manager), "action_authorize"),
        )

        decision = decision.sudo()
        self.assertEqual(decision.state, "authorized")
        self.assertEqual(len(decision.credit_note_ids), 1)
        self.assertEqual(len(decision.scrap_ids), 1)
        taken = decision.move_ids.filtered(
            lambda move: move.rma_operation == "take_over" and move.is_in
        )
        self.assertEqual(taken.quantity, 1)

    def test_the_same_draft_is_posted_once(self):
        scene = self.scene
        sale_line = scene._sell(scene.cable, 1)
        case = scene._inspected_case(self._cables(1, sale_line))
        note = scene._decide(case.line_ids, "scrap", "credit").sudo().credit_note_ids

        refused = self._race(
            (note.with_user(scene.user_finance), "action_post"),
            (note.with_user(scene.user_manager), "action_post"),
        )

        self._assert_one_wins(refused, "UserError", "must be in draft")
        self.assertEqual(note.state, "posted")
        self.assertEqual(case.line_ids.state, "closed")
        cogs = note.line_ids.filtered(lambda line: line.display_type == "cogs")
        self.assertEqual(len(cogs), 2)

    def test_a_return_without_rma_can_not_take_what_is_authorized_meanwhile(self):
        scene = self.scene
        sale_line = scene._sell(scene.cable, 1)
        case = scene._request(self._cables(1, sale_line))
        wizard = scene.env["stock.return.picking"].with_context(
            active_id=sale_line.move_ids.picking_id.id, active_model="stock.picking"
        )
        wizard = wizard.create({})
        wizard.product_return_moves.quantity = 1
        picking = wizard._create_return()
        picking.move_ids.picked = True

        refused = self._race(
            (
                picking.with_user(scene.user_warehouse).with_context(skip_sms=True),
                "button_validate",
            ),
            (case, "action_authorize"),
        )

        self._assert_one_wins(refused, "UserError")
        self.assertNotEqual(picking.state == "done", case.line_ids.state == "authorized")

    def test_a_killed_process_leaves_nothing_of_a_decision_on_many(self):
        scene = self.scene
        lots = scene._sell_serials(MANY, prefix="KILL")
        case = scene._inspected_case(*lots)
        decision = scene._propose(case.line_ids, "scrap", "credit")
        decision.action_submit()
        finance = decision.with_user(scene.user_finance)

        exit_code = self._kill_in(finance, "action_authorize", "create_credit_note")

        own = decision.sudo()
        self.assertEqual(exit_code, -9)
        self.assertEqual(own.state, "to_approve")
        self.assertEqual(set(case.line_ids.mapped("state")), {"inspected"})
        self.assertFalse(own.move_ids)
        self.assertFalse(own.scrap_ids)
        self.assertFalse(own.credit_note_ids)
        finance.action_authorize()
        self.assertEqual(own.credit_note_ids.invoice_line_ids.quantity, MANY)
        self.assertEqual(len(own.scrap_ids), MANY)
