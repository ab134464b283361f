"""What random walks found, each as a short story of its own."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_credit import CreditCommon


@tagged("post_install", "-at_install")
class TestCounterExamples(CreditCommon):
    def test_refused_request_of_a_serial_in_another_case_is_not_reopened(self):
        [lot] = self._sell_serials(1)
        first = self._request(lot).line_ids
        first.action_refuse()
        second = self._request(lot)

        with self.assertRaises(UserError) as refusal:
            first.action_reopen()

        self.assertIn(second.name, str(refusal.exception))
        self.assertEqual(first.state, "refused")

    def test_compensation_is_not_taken_back_while_its_unit_is_in_another_case(self):
        [lot] = self._sell_serials(1)
        line = self._inspected_case(lot).line_ids
        decision = self._decide(line, "as_is", "compensate", compensation_amount=10).sudo()
        self._deliver(decision.move_ids.picking_id)
        decision.credit_note_ids.action_post()
        self.assertEqual(line.state, "closed")
        repeated = self._request(lot)

        with self.assertRaises(UserError) as refusal:
            decision.credit_note_ids.button_draft()

        self.assertIn(repeated.name, str(refusal.exception))
        self.assertEqual(decision.credit_note_ids.state, "posted")
        self.assertEqual(line.state, "closed")

    def test_more_replacements_than_decided_are_not_shipped(self):
        self._sell_cables(2)
        self._stock(self.cable, 3)
        decision = self._decide(self._cables(2), "scrap", "replace").sudo()
        picking = decision.move_ids.filtered(lambda m: m.rma_operation == "replacement").picking_id
        picking.action_assign()
        picking.move_line_ids.quantity = 3
        picking.move_ids.picked = True

        self._assert_refused("only 2 are decided", picking._action_done)

        self.assertEqual(picking.state, "assigned")
        picking.move_line_ids.quantity = 2
        picking._action_done()
        self.assertEqual(decision.line_ids.state, "closed")

    def test_a_successor_s_predecessor_in_draft_again_says_why_it_is_not_posted(self):
        """Found by hand: counting the lines of none crashed."""
        self._sell_cables(2)
        decision = self._credit(self._cables(2), "scrap")
        note = decision.credit_note_ids
        decision.line_ids.sudo().credit_line_id = False

        self._assert_refused("were decided on", note.action_post)

        self.assertEqual(note.state, "draft")

    def test_what_core_returned_too_often_is_not_authorized(self):
        sale_line = self._sell_cables(1)
        delivery = sale_line.move_ids
        for _time in range(2):
            wizard = (
                self.env["stock.return.picking"]
                .with_context(active_id=delivery.picking_id.id, active_model="stock.picking")
                .create({})
            )
            wizard.product_return_moves.quantity = 1
            self._deliver(wizard._create_return())
        vals = {"product_id": self.cable.id, "quantity": 1, "origin_move_id": delivery.id}
        case = self._request(vals)

        self._assert_refused("only 0", case.action_authorize)

        self.assertEqual(case.line_ids.state, "requested")
        self.assertFalse(self.env["rma.check"]._prove())

    def test_a_credit_note_stays_cancelled_with_its_decision(self):
        """Found by walk 105: back in draft, it was a credit nobody had decided on."""
        self._sell_cables(2)
        case = self._authorize(self._request({"product_id": self.cable.id, "quantity": 1}))
        decision = self._decide(case.line_ids, "not_returned", "credit").sudo()
        note = decision.credit_note_ids
        note.action_post()
        note.button_draft()
        note.button_cancel()
        decision.with_user(self.user_finance).action_cancel()

        self._assert_refused("stays cancelled", note.button_draft)

        self.assertEqual(note.state, "cancel")
        self.assertFalse(self.env["rma.check"]._prove())
