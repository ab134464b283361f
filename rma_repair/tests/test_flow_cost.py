from odoo import Command
from odoo.tests import tagged

from .test_books import BooksCommon


class CostCommon(BooksCommon):
    """The credit note takes back what the very unit cost that came back."""

    def _sell_at_two_costs(self):
        """Two deliveries of one order, at cost 60 and 90, on one invoice."""
        self._stock(self.cable, 1, cost=60)
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "warehouse_id": self.warehouse.id,
                "order_line": [
                    Command.create(
                        {"product_id": self.cable.id, "product_uom_qty": 2, "price_unit": 150}
                    )
                ],
            }
        )
        order.action_confirm()
        first = order.picking_ids
        first.action_assign()
        first.with_context(skip_backorder=True, skip_sms=True).button_validate()
        self._stock(self.cable, 1, cost=90)
        self._deliver(order.picking_ids - first)
        order._create_invoices().action_post()
        return order.order_line.move_ids.sorted("id")

    def _credited_cost(self, decision):
        """What the posted credit notes debit the stock account."""
        lines = decision.credit_note_ids.line_ids.filtered(
            lambda line: line.display_type == "cogs"
            and line.account_id == self.company.account_stock_valuation_id
        )
        return sum(lines.mapped("balance"))

    def _difference(self):
        self.cable.invalidate_recordset(["total_value"])
        value = self.cable.with_company(self.company).total_value
        return super()._difference() + value

    def _return_one(self, delivery):
        case = self._inspected_case(
            {"product_id": self.cable.id, "quantity": 1, "origin_move_id": delivery.id}
        )
        decision = self._decide(case.line_ids, "restock", "credit").sudo()
        self._carry_out(decision)
        return decision

    def _assert_costs(self, expected):
        """Each of the two deliveries comes back; the books stay as they were."""
        deliveries = self._sell_at_two_costs()
        self._stock(self.cable, 1, cost=200)
        before = self._difference()
        for delivery, cost in zip(deliveries[::-1], expected[::-1], strict=True):
            decision = self._return_one(delivery)
            self.assertAlmostEqual(self._credited_cost(decision), cost)
            taken = decision.move_ids.filtered("is_in")
            self.assertAlmostEqual(taken.value, cost)
        self.assertAlmostEqual(self._difference(), before)


@tagged("post_install", "-at_install")
class TestFlowCostFifo(CostCommon):
    cost_method = "fifo"

    def test_second_of_two_deliveries_comes_back_at_its_own_cost(self):
        self._assert_costs([60, 90])

    def test_landed_costs_come_back_too(self):
        if "stock.landed.cost" not in self.env:
            self.skipTest("stock_landed_costs is not installed")
        self.cable.with_company(self.company).standard_price = 60
        self._add_landed_cost(self._receive_two(), 10)
        self._sell(self.cable, 2)
        delivery = self.env["stock.move"].search(
            [("product_id", "=", self.cable.id), ("sale_line_id", "!=", False)]
        )
        before = self._difference()

        decision = self._return_one(delivery)

        self.assertAlmostEqual(self._credited_cost(decision), 65)
        self.assertAlmostEqual(self._difference(), before)

    def _receive_two(self):
        """Two cables, valued at the product's cost, so that landed costs come on top."""
        places = {
            "location_id": self.env.ref("stock.stock_location_suppliers").id,
            "location_dest_id": self.warehouse.lot_stock_id.id,
        }
        move = {"product_id": self.cable.id, "product_uom_qty": 2, **places}
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.in_type_id.id,
                "move_ids": [Command.create(move)],
                **places,
            }
        )
        picking.action_confirm()
        self._deliver(picking)
        return picking

    def _add_landed_cost(self, picking, amount):
        freight = self.env["product.product"].create({"name": "Freight", "type": "service"})
        cost = self.env["stock.landed.cost"].create(
            {
                "picking_ids": [Command.set(picking.ids)],
                "account_journal_id": self.company.account_stock_journal_id.id,
                "company_id": self.company.id,
                "cost_lines": [
                    Command.create(
                        {
                            "product_id": freight.id,
                            "name": "Freight",
                            "price_unit": amount,
                            "split_method": "by_quantity",
                            "account_id": self.accounts["parts"].id,
                        }
                    )
                ],
            }
        )
        cost.compute_landed_cost()
        cost.button_validate()


@tagged("post_install", "-at_install")
class TestFlowCostAverage(CostCommon):
    cost_method = "average"

    def test_units_come_back_at_the_average_they_left_at(self):
        self._assert_costs([60, 90])


@tagged("post_install", "-at_install")
class TestFlowCostStandard(CostCommon):
    cost_method = "standard"

    def test_units_come_back_at_the_standard_they_left_at(self):
        self.cable.with_company(self.company).standard_price = 55
        sale_line = self._sell_cables(2)
        self.cable.with_company(self.company).standard_price = 80

        decision = self._return_one(sale_line.move_ids)

        self.assertAlmostEqual(self._credited_cost(decision), 55)


@tagged("post_install", "-at_install")
class TestFlowVendorBooks(BooksCommon):
    def test_units_at_the_vendor_are_a_claim_until_his_credit(self):
        account = self.env["account.account"].create(
            {"name": "Claims", "code": "140900", "account_type": "asset_current"}
        )
        self.company.rma_vendor_location_id.valuation_account_id = account
        lines = self._returned()
        before = self._difference()

        decision = self._decide(lines, "vendor", "credit").sudo()
        self._carry_out(decision)

        sent = decision.move_ids.filtered(lambda move: move.rma_operation == "vendor")
        self.assertEqual(sent.location_dest_id, self.company.rma_vendor_location_id)
        self.assertEqual(round(self._difference() - before, 2), 0.0)
        self.assertEqual(self._balance(account), sum(sent.mapped("value")))
