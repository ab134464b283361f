from odoo import Command
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

        self._assert_refused(f"credited by {decision.case_id.name}", core_note.action_post)

        self.assertEqual(core_note.state, "draft")
        core_note.invoice_line_ids.quantity = 1
        core_note.action_post()
        decision.credit_note_ids.action_post()
        self.assertEqual(sale_line.qty_invoiced, 0)

    def test_what_an_rma_credited_is_not_credited_by_hand_again(self):
        sale_line = self._sell_cables(4)
        decision = self._credit(self._cables(3))
        decision.credit_note_ids.action_post()
        notes = decision.credit_note_ids
        by_reversal = (sale_line.invoice_lines.move_id - notes)._reverse_moves()
        goods = {"product_id": self.cable.id, "quantity": 2, "price_unit": 100}
        by_order = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": self.customer.id,
                "invoice_line_ids": [
                    Command.create({**goods, "sale_line_ids": [Command.link(sale_line.id)]})
                ],
            }
        )

        for note in (by_reversal, by_order):
            with self.subTest(note=note.ref):
                self._assert_refused("is credited by", note.action_post)
                self.assertEqual(note.state, "draft")

    def test_an_invoice_line_of_two_order_lines_counts_once(self):
        sold = self._sell_cables(4)
        invoice_line = sold.invoice_lines
        other = self._sell_cables(2, invoice=False)
        invoice_line.sudo().sale_line_ids = [Command.link(other.id)]
        decision = self._credit(self._cables(3, origin_move_id=sold.move_ids.id))
        decision.credit_note_ids.action_post()

        self.assertEqual(invoice_line._get_rma_creditable(), {invoice_line.id: 1})
        ledger = self.env["rma.ledger"]
        rows = ledger._get_rows("invoice_line_id", invoice_line_id=invoice_line.ids)
        self.assertEqual(rows[invoice_line.id]["invoiced"], 4)
        self.assertEqual(rows[invoice_line.id]["credited_posted"], 3)
        rows = ledger._get_rows("sale_line_id", sale_line_id=(sold | other).ids)
        self.assertAlmostEqual(sum(row["invoiced"] for row in rows.values()), 4)

    def test_a_draft_changed_to_less_still_takes_what_was_decided(self):
        sale_line = self._sell_cables(4)
        invoice = sale_line.invoice_lines.move_id
        decision = self._credit(self._cables(3))
        decision.credit_note_ids.invoice_line_ids.quantity = 1
        core_note = invoice._reverse_moves()
        core_note.invoice_line_ids.quantity = 2

        self._assert_refused(f"credited by {decision.case_id.name}", core_note.action_post)

        self.assertEqual(core_note.state, "draft")

    def test_a_dearer_credit_leaves_what_others_wait_for(self):
        """Of 400 invoiced 100 each are decided on."""
        self._sell_cables(4)
        first, second = (self._credit(self._cables(1)).credit_note_ids for _decision in range(2))
        first.invoice_line_ids.price_unit = 320

        self._assert_refused("420.00", first.action_post)

        self.assertEqual(first.state, "draft")
        first.invoice_line_ids.price_unit = 300
        (first | second).action_post()
        self.assertEqual(set((first | second).mapped("state")), {"posted"})
