from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestTakeOver(RmaCommon):
    def _taken_over(self, settlement, outcome="restock"):
        lots = self._sell_serials(2)
        case = self._inspected_case(*lots)
        return self._decide(case.line_ids, outcome, settlement).sudo()

    def test_credit_takes_over_at_original_cost_and_reduces_the_order(self):
        decision = self._taken_over("credit")

        moves = decision.move_ids.filtered(lambda move: move.rma_operation == "take_over")
        self.assertRecordValues(
            moves,
            [
                {"state": "done", "quantity": 2, "value": 0, "to_refund": False},
                {"state": "done", "quantity": 2, "value": 120, "to_refund": True},
            ],
        )
        self.assertEqual(moves[1].origin_returned_move_id, decision.line_ids.origin_move_id)
        self.assertEqual(decision.line_ids.sale_line_id.qty_delivered, 0)
        self.assertEqual(moves[1].move_line_ids.rma_line_id, decision.line_ids)

    def test_exchange_takes_over_from_the_warranty_location(self):
        decision = self._taken_over("replace")

        moves = decision.move_ids.filtered(lambda move: move.rma_operation == "take_over")
        warranty = self.company.rma_warranty_location_id
        self.assertEqual(moves.mapped("value"), [0, 0, 120])
        self.assertEqual(moves[-1].location_id, warranty)
        self.assertFalse(moves.sale_line_id)
        self.assertEqual(decision.line_ids.sale_line_id.qty_delivered, 2)
        self.assertEqual(moves[-1].account_move_id.line_ids.mapped("balance"), [-120, 120])

    def test_taken_over_serial_lies_in_one_place_without_owner(self):
        decision = self._taken_over("replace")

        lots = decision.line_ids.lot_id
        self.assertEqual(lots.location_id, self.warehouse.rma_stock_location_id)
        self.assertFalse(lots.quant_ids.filtered("quantity").owner_id)

    def test_taking_over_twice_moves_nothing(self):
        decision = self._taken_over("credit")
        before = decision.move_ids

        self.assertFalse(decision.create_take_over())

        self.assertEqual(decision.move_ids, before)

    def test_goods_that_left_the_returns_are_not_taken_over(self):
        [lot] = self._sell_serials(1)
        case = self._inspected_case(lot)
        quant = lot.quant_ids.filtered(lambda q: q.location_id == self.warehouse.rma_location_id)
        quant.move_quants(location_dest_id=self.warehouse.lot_stock_id)

        with self.assertRaises(UserError) as refusal:
            self._decide(case.line_ids, "restock", "credit")

        self.assertIn("not in Returns", str(refusal.exception))
        self.assertEqual(case.line_ids.state, "inspected")

    def test_drafts_make_no_documents(self):
        [lot] = self._sell_serials(1)
        case = self._inspected_case(lot)
        decision = self._propose(case.line_ids, "restock", "credit")

        with self.assertRaises(UserError):
            decision.create_take_over()

        self.assertFalse(decision.sudo().move_ids)
