from odoo.tests import tagged

from .common_credit import CreditCommon


@tagged("post_install", "-at_install")
class TestPostingGuard(CreditCommon):
    def test_another_quantity_than_decided_is_not_posted(self):
        self._sell_cables(4)
        decision = self._credit(self._cables(2))
        note = decision.credit_note_ids
        note.invoice_line_ids.quantity = 3

        self._assert_refused("were decided on", note.action_post)

        self.assertEqual(note.state, "draft")

    def test_a_line_without_its_quantity_is_not_posted(self):
        lots = self._sell_serials(3)
        decision = self._credit(self._inspected_case(*lots).line_ids)
        note = decision.credit_note_ids
        decision.line_ids[0].credit_line_id = False

        self._assert_refused("credits 3.0, but 2.0 were decided", note.action_post)

        self.assertEqual(note.state, "draft")

    def test_what_was_credited_meanwhile_is_not_posted_again(self):
        sale_line = self._sell_cables(4)
        decision = self._credit(self._cables(3))
        core_note = sale_line.invoice_lines.move_id.filtered(
            lambda move: move.move_type == "out_invoice"
        )._reverse_moves()
        core_note.invoice_line_ids.quantity = 2
        core_note.action_post()

        self._assert_refused("only 4.0 were invoiced", decision.credit_note_ids.action_post)

        self.assertEqual(decision.credit_note_ids.state, "draft")
