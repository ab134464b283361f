from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_books import BooksCommon


@tagged("post_install", "-at_install")
class TestFlowUnits(BooksCommon):
    """Lots with fractions, boxes and pieces."""

    def test_a_fraction_of_a_lot_is_exactly_that(self):
        self._stock(self.oil, 50, cost=3, lots=["OIL1"])
        sale_line = self._sell(self.oil, 20.5, lots=["OIL1"], price=10)
        lot = self._lots(self.oil, ["OIL1"])
        line = self._inspected_case({"lot_id": lot.id, "quantity": 13.7}).line_ids

        decision = self._decide(line, "restock", "credit").sudo()
        self._carry_out(decision)

        self.assertRecordValues(
            decision.credit_note_ids.invoice_line_ids, [{"quantity": 13.7, "price_subtotal": 137}]
        )
        self.assertAlmostEqual(sale_line.qty_delivered, 6.8)
        stock = self.env["stock.quant"].search(
            [("lot_id", "=", lot.id), ("location_id", "=", self.warehouse.lot_stock_id.id)]
        )
        self.assertAlmostEqual(stock.quantity, 43.2)
        with self.assertRaisesRegex(UserError, "only 6.8.* can still be returned"):
            self._authorize(self._request({"lot_id": lot.id, "quantity": 6.9}))

    def _sell_two_dozen(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self._stock(self.cable, 36)
        order = self._sell(self.cable, 3, invoice=False).order_id.copy()
        order.order_line.write({"product_uom_id": dozen.id, "product_uom_qty": 2, "price_unit": 60})
        order.action_confirm()
        self._deliver(order.picking_ids)
        order._create_invoices().action_post()
        return dozen, order

    def test_sold_in_boxes_and_returned_in_pieces(self):
        dozen, order = self._sell_two_dozen()
        delivery = order.order_line.move_ids

        line = self._inspected_case(
            {"product_id": self.cable.id, "quantity": 9, "origin_move_id": delivery.id}
        ).line_ids
        decision = self._decide(line, "restock", "credit").sudo()
        self._carry_out(decision)

        self.assertRecordValues(
            decision.credit_note_ids.invoice_line_ids,
            [{"quantity": 0.75, "product_uom_id": dozen.id, "price_subtotal": 45}],
        )
        self.assertAlmostEqual(order.order_line.qty_delivered, 1.25)
        self.assertEqual(line._get_returnable_quantities(delivery), {delivery.id: 15})
