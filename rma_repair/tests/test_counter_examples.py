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
