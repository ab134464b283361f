from odoo.tests import tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestReplacement(RmaCommon):
    def _exchange(self, count=3, steps="ship_only", **values):
        lots = self._sell_serials(count)
        self.warehouse.delivery_steps = steps
        self._stock(self.drive, count, lots=[f"NEW{number}" for number in range(count)])
        case = self._inspected_case(*lots)
        return self._decide(case.line_ids, "scrap", "replace", **values).sudo()

    def _replacements(self, decision):
        return decision.move_ids.filtered(lambda move: move.rma_operation == "replacement")

    def test_serials_share_one_move_in_a_transfer_of_the_case(self):
        decision = self._exchange()

        self.assertRecordValues(
            self._replacements(decision),
            [
                {
                    "product_uom_qty": 3,
                    "state": "assigned",
                    "location_dest_id": self.company.rma_warranty_location_id.id,
                    "sale_line_id": False,
                    "rma_line_id": False,
                }
            ],
        )
        picking = self._replacements(decision).picking_id
        self.assertEqual(picking.rma_case_id, decision.case_id)
        self.assertEqual(picking.reference_ids, decision.case_id.reference_id)
        self.assertFalse(picking.sale_id)

    def test_shipping_allots_serials_to_lines_and_closes_them(self):
        decision = self._exchange()
        self.assertEqual(
            set(decision.line_ids.mapped("missing_documents")), {"replacement to ship"}
        )

        self._deliver(self._replacements(decision).picking_id)

        sent = self._replacements(decision).move_line_ids
        self.assertEqual(sent.rma_line_id, decision.line_ids)
        self.assertEqual(decision.line_ids.mapped("state"), ["closed"] * 3)
        self.assertEqual(self.drive.qty_available, 0)

    def test_shipping_a_part_closes_as_many_lines(self):
        decision = self._exchange()
        picking = self._replacements(decision).picking_id
        picking.move_ids.move_line_ids[0].picked = True

        picking.with_context(skip_backorder=True).button_validate()

        self.assertEqual(decision.line_ids.mapped("state"), ["closed", "decided", "decided"])
        backorder = self._replacements(decision).picking_id - picking
        self.assertEqual(backorder.rma_case_id, decision.case_id)
        self.assertFalse(decision.create_replacement())

    def test_cancelled_backorder_is_made_anew(self):
        decision = self._exchange()
        picking = self._replacements(decision).picking_id
        picking.move_ids.move_line_ids[0].picked = True
        picking.with_context(
            skip_backorder=True, picking_ids_not_to_backorder=picking.ids
        ).button_validate()
        waiting = decision.line_ids.filtered(lambda line: line.state == "decided")
        self.assertEqual(set(waiting.mapped("missing_documents")), {"replacement to plan"})

        decision.create_replacement()

        self.assertEqual(self._replacements(decision)[-1].product_uom_qty, 2)
        self.assertEqual(set(waiting.mapped("missing_documents")), {"replacement to ship"})

    def test_quantities_keep_a_move_per_line(self):
        sale_line = self._sell_cables(8, spare=12)
        vals = {
            "product_id": self.cable.id,
            "quantity": 2.0,
            "origin_move_id": sale_line.move_ids.id,
        }
        case = self._inspected_case({**vals}, {**vals, "quantity": 3.0})
        decision = self._decide(case.line_ids, "scrap", "replace").sudo()

        self.assertRecordValues(
            self._replacements(decision),
            [
                {"product_uom_qty": line.quantity, "rma_line_id": line.id}
                for line in decision.line_ids
            ],
        )
        self.assertEqual(len(self._replacements(decision).picking_id), 1)

    def test_delivery_in_two_steps_ends_in_the_warranty_location(self):
        decision = self._exchange(2, steps="pick_ship")

        self._deliver(self._replacements(decision).picking_id)
        self.assertEqual(decision.line_ids.mapped("state"), ["decided"] * 2)
        out = self._replacements(decision).filtered(lambda move: move.state != "done")
        self._deliver(out.picking_id)

        self.assertEqual(out.location_dest_id, self.company.rma_warranty_location_id)
        self.assertEqual(out.picking_id.rma_case_id, decision.case_id)
        self.assertEqual(decision.line_ids.mapped("state"), ["closed"] * 2)

    def test_another_product_may_be_sent(self):
        better = self._create_product("Drive 2", tracking="serial")
        self._stock(better, 2, lots=["B1", "B2"])
        decision = self._exchange(2, replacement_product_id=better.id)

        self.assertEqual(self._replacements(decision).product_id, better)
        self._deliver(self._replacements(decision).picking_id)
        self.assertEqual(decision.line_ids.mapped("state"), ["closed"] * 2)

    def test_replacements_never_join_a_sales_delivery(self):
        self._stock(self.drive, 1, lots=["X1"])
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [(0, 0, {"product_id": self.drive.id, "product_uom_qty": 1})],
            }
        )
        order.action_confirm()

        decision = self._exchange(1)

        self.assertNotEqual(self._replacements(decision).picking_id, order.picking_ids)
        self.assertEqual(order.picking_ids.move_ids.product_uom_qty, 1)

    def test_advance_exchange_ships_before_the_goods_are_back(self):
        lots = self._sell_serials(2)
        self._stock(self.drive, 2, lots=["N1", "N2"])
        case = self._authorize(self._request(*lots))
        decision = self._decide(case.line_ids, "scrap", "replace", is_advance=True).sudo()
        self.assertEqual(
            set(decision.line_ids.mapped("missing_documents")),
            {"goods to receive, replacement to ship"},
        )
        self.assertFalse(decision.scrap_ids)

        self._deliver(self._replacements(decision).picking_id)
        self._receive(case)

        self.assertEqual(decision.scrap_ids.mapped("state"), ["done"] * 2)
        self.assertEqual(decision.line_ids.mapped("state"), ["closed"] * 2)
