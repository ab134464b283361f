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

    def _ask_for_a_dozen(self, sale_line):
        return self._authorize(
            self._request(
                {
                    "product_id": self.cable.id,
                    "product_uom_id": self.env.ref("uom.product_uom_dozen").id,
                    "quantity": 1,
                    "origin_move_id": sale_line.move_ids.id,
                }
            )
        )

    def test_a_dozen_that_came_in_two_parcels_is_counted_in_pieces(self):
        case = self._ask_for_a_dozen(self._sell_cables(12))
        receipt = self._receipt(case)
        receipt.move_line_ids.write(
            {"product_uom_id": self.cable.uom_id.id, "quantity": 5, "picked": True}
        )
        receipt.with_context(skip_backorder=True).button_validate()
        self._receipt(case).button_validate()

        pieces = {"product_uom_id": self.cable.uom_id.id, "state": "received"}
        self.assertRecordValues(
            case.line_ids.sorted("id"),
            [
                {**pieces, "quantity": 5, "quantity_received": 5},
                {**pieces, "quantity": 7, "quantity_received": 7},
            ],
        )
        self._inspect(case.line_ids)
        decision = self._decide(case.line_ids, "restock", "credit").sudo()
        self._carry_out(decision)
        self.assertEqual(sum(decision.credit_note_ids.mapped("amount_untaxed")), 1200)
        self.assertFalse(self.env["rma.check"]._prove())

    def test_half_a_dozen_stays_half_a_dozen(self):
        case = self._ask_for_a_dozen(self._sell_cables(12))
        receipt = self._receipt(case)
        receipt.move_line_ids.write(
            {"product_uom_id": self.cable.uom_id.id, "quantity": 6, "picked": True}
        )

        receipt.with_context(skip_backorder=True).button_validate()

        dozen = self.env.ref("uom.product_uom_dozen")
        self.assertRecordValues(
            case.line_ids.sorted("id"),
            [{"quantity": 0.5, "product_uom_id": dozen.id}] * 2,
        )

    def test_serials_announced_by_the_dozen_become_lines_of_one(self):
        names = [f"DZ{number}" for number in range(12)]
        self._stock(self.drive, 12, lots=names)
        delivery = self._sell(self.drive, 12, lots=names).move_ids
        case = self._authorize(
            self._request(
                {
                    "product_id": self.drive.id,
                    "product_uom_id": self.env.ref("uom.product_uom_dozen").id,
                    "quantity": 1,
                    "origin_move_id": delivery.id,
                }
            )
        )
        receipt = self._receipt(case)
        receipt.move_line_ids.unlink()
        self._fill(receipt.move_ids, [{"lot_id": lot.id} for lot in self._lots(self.drive, names)])
        receipt.move_line_ids.write(
            {"product_uom_id": self.drive.uom_id.id, "quantity": 1, "picked": True}
        )

        receipt.button_validate()

        self.assertEqual(len(case.line_ids.lot_id), 12)
        self.assertEqual(case.line_ids.mapped("quantity"), [1] * 12)

    def test_a_dozen_paid_on_two_invoices_is_credited_in_pieces(self):
        sale_line = self._sell_cables(12, invoice=False)
        for quantity in (5, 7):
            invoice = sale_line.order_id._create_invoices()
            invoice.invoice_line_ids.quantity = quantity
            invoice.action_post()
        case = self._receive(self._ask_for_a_dozen(sale_line))
        self._inspect(case.line_ids)

        decision = self._decide(case.line_ids, "restock", "credit").sudo()

        self.assertEqual(sum(decision.credit_note_ids.mapped("amount_untaxed")), 1200)
        self.assertEqual(sorted(case.line_ids.mapped("quantity")), [5, 7])
