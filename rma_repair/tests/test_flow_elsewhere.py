from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_books import BooksCommon


@tagged("post_install", "-at_install")
class TestFlowElsewhere(BooksCommon):
    """Goods that never were in stock, are not counted, or were never sold by us."""

    def _dropship(self):
        """A unit the vendor delivered to the customer for 70, sold for 100."""
        if "stock_dropshipping" not in self.env["ir.module.module"]._installed():
            self.skipTest("stock_dropshipping is not installed")
        vendor = self.env["res.partner"].create({"name": "Vendor"})
        routes = self.env.ref("stock_dropshipping.route_drop_shipping")
        product = self._create_product(
            "Direct",
            route_ids=[Command.set(routes.ids)],
            seller_ids=[Command.create({"partner_id": vendor.id, "price": 70})],
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "warehouse_id": self.warehouse.id,
                "order_line": [Command.create({"product_id": product.id, "price_unit": 100})],
            }
        )
        order.action_confirm()
        purchase = order._get_purchase_orders()
        purchase.button_confirm()
        self._deliver(purchase.picking_ids)
        order._create_invoices().action_post()
        return product, order.order_line

    def test_dropshipped_goods_enter_stock_at_what_they_cost(self):
        product, sale_line = self._dropship()
        before = self._balance(self.company.account_stock_valuation_id)

        line = self._inspected_case({"product_id": product.id, "quantity": 1}).line_ids
        decision = self._decide(line, "restock", "credit").sudo()
        self._carry_out(decision)

        self.assertEqual(line.origin_move_id, sale_line.move_ids.filtered("is_dropship")[:1])
        self.assertEqual(decision.credit_note_ids.amount_untaxed, 100)
        value = product.with_company(self.company).total_value
        self.assertEqual(value, 70)
        self.assertEqual(self._balance(self.company.account_stock_valuation_id) - before, value)
        self.assertEqual(sale_line.qty_delivered, 0)

    def test_consumables_take_the_same_road(self):
        gloves = self._create_product("Gloves", is_storable=False)
        sale_line = self._sell(gloves, 4)
        case = self._inspected_case({"product_id": gloves.id, "quantity": 3})
        before = self._difference()

        decision = self._decide(case.line_ids, "restock", "credit").sudo()
        self._carry_out(decision)

        self.assertEqual(decision.credit_note_ids.amount_untaxed, 300)
        self.assertEqual(sale_line.qty_delivered, 1)
        self.assertEqual(self._difference(), before)

    def test_services_are_refused_with_what_to_do(self):
        service = self.env["product.product"].create({"name": "Training", "type": "service"})
        case = self._request({"product_id": service.id, "quantity": 1})

        with self.assertRaisesRegex(UserError, "is no goods .*Credit it on its invoice"):
            self._authorize(case)

        self.assertEqual(case.line_ids.state, "requested")

    def test_goods_bought_elsewhere_keep_the_books_in_step(self):
        self._stock(self.part, 1, cost=7)
        line = self._inspected_case({"product_id": self.part.id, "quantity": 2}).line_ids
        line.sudo().write({"price_agreed": 5, "price_agreed_reason": "Dealer's invoice"})
        before = self._difference()

        decision = self._decide(line, "restock", "credit").sudo()
        self._carry_out(decision)

        self.assertEqual(decision.credit_note_ids.amount_untaxed, 10)
        self.assertEqual(round(self._difference() - before, 2), 0)

    def test_refund_before_receipt_then_kept_is_dropped(self):
        lots = self._sell_serials(2)
        case = self._authorize(self._request(*lots))

        case.line_ids[1].with_user(self.user_service).action_cancel()
        decision = self._decide(case.line_ids[0], "restock", "credit", is_advance=True).sudo()
        decision.credit_note_ids.action_post()
        self._receive(case)
        self._carry_out_rest(decision)

        self.assertEqual(case.line_ids.mapped("state"), ["closed", "cancelled"])
        self.assertEqual(case.state, "closed")

    def _carry_out_rest(self, decision):
        for picking in decision.move_ids.picking_id.filtered(lambda p: p.state != "done"):
            self._deliver(picking)
