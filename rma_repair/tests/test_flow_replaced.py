from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .test_books import BooksCommon


@tagged("post_install", "-at_install")
class TestFlowReplaced(BooksCommon):
    """Returns of what an earlier return sent out."""

    def _exchange(self):
        """SN0001 was exchanged for NEW0; returns the closed line and the new serial."""
        line = self._returned(1)
        decision = self._decide(line, "scrap", "replace").sudo()
        self._carry_out(decision)
        return line, self._lots(self.drive, ["NEW0"])

    def test_a_failed_replacement_inherits_warranty_and_sale(self):
        first, new = self._exchange()
        first.origin_move_id.sudo().date = "2020-01-01 10:00:00"

        line = self._request(new).line_ids

        self.assertRecordValues(
            line,
            [
                {
                    "replaced_line_id": first.id,
                    "sale_line_id": first.sale_line_id.id,
                    "origin_verdict": "found",
                    "entitlement": "expired",
                }
            ],
        )
        rows = self.env["rma.ledger"]._get_rows("sale_line_id", sale_line_id=first.sale_line_id.ids)
        self._authorize(line.case_id)
        again = self.env["rma.ledger"]._get_rows(
            "sale_line_id", sale_line_id=first.sale_line_id.ids
        )
        sold = first.sale_line_id.id
        self.assertEqual(rows[sold]["replaced"], 1)
        self.assertEqual(again[sold]["in_open_cases"], 1)

    def test_a_failed_replacement_is_credited_at_the_first_price(self):
        first, new = self._exchange()
        before = self._difference()

        line = self._inspected_case(new).line_ids
        decision = self._decide(line, "scrap", "credit").sudo()
        self._carry_out(decision)

        note = decision.credit_note_ids
        self.assertEqual(note.amount_untaxed, 100)
        self.assertEqual(note.reversed_entry_id, first.sale_line_id.invoice_lines.move_id - note)
        self.assertEqual(first.sale_line_id.qty_delivered, 0)
        self.assertEqual(round(self._difference() - before, 2), 0)

    def test_a_failed_replacement_is_replaced_again(self):
        _first, new = self._exchange()
        self._stock(self.drive, 1, cost=95, lots=["NEWER"])
        before = self._difference()

        line = self._inspected_case(new).line_ids
        self._carry_out(self._decide(line, "scrap", "replace").sudo())

        newer = self._request(self._lots(self.drive, ["NEWER"])).line_ids
        self.assertEqual(newer.replaced_line_id, line)
        self.assertEqual(newer._get_first_line().lot_id.name, "SN0001")
        self.assertEqual(round(self._difference() - before, 2), 0)

    def test_the_first_price_is_credited_once(self):
        _first, new = self._exchange()
        line = self._inspected_case(new).line_ids
        self._decide(line, "scrap", "credit")

        again = {"product_id": self.drive.id, "quantity": 1}
        again["origin_move_id"] = line.origin_move_id.id
        with self.assertRaisesRegex(UserError, "are claimed"):
            self._authorize(self._request(again))

    def test_a_unit_sent_back_may_be_returned_again(self):
        line = self._returned(1)
        decision = self._decide(line, "as_is", "return").sudo()
        with self.assertRaisesRegex(ValidationError, "already in the open case"):
            self._request(line.lot_id)
        self._carry_out(decision)

        again = self._inspected_case(line.lot_id).line_ids

        self.assertEqual(again.origin_move_id, line.origin_move_id)
        self.assertEqual(again.sale_line_id, line.sale_line_id)
        decision = self._decide(again, "restock", "credit").sudo()
        self.assertEqual(decision.credit_note_ids.amount_untaxed, 100)

    def test_a_cancelled_replacement_is_made_anew(self):
        line = self._returned(1)
        decision = self._decide(line, "scrap", "replace").sudo()
        planned = decision.move_ids.filtered(lambda move: move.rma_operation == "replacement")

        planned.picking_id.action_cancel()
        self.assertEqual(line.missing_documents, "replacement to plan")
        decision.action_create_documents()

        again = decision.move_ids.filtered(
            lambda move: move.rma_operation == "replacement" and move.state != "cancel"
        )
        self.assertEqual(again.product_uom_qty, 1)
        self._deliver(again.picking_id)
        self.assertEqual(line.state, "closed")

    def test_a_deleted_replacement_is_made_anew(self):
        line = self._returned(1)
        decision = self._decide(line, "scrap", "replace").sudo()
        decision.move_ids.picking_id.filtered(lambda p: p.state != "done").unlink()

        decision.action_create_documents()

        self._deliver(decision.move_ids.picking_id.filtered(lambda p: p.state != "done"))
        self.assertEqual(line.state, "closed")
