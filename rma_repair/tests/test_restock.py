from odoo.tests import tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestRestock(RmaCommon):
    def test_restocking_is_planned_and_validated_by_the_warehouse(self):
        lots = self._sell_serials(2)
        case = self._inspected_case(*lots)
        decision = self._decide(case.line_ids, "restock", "credit").sudo()
        moves = decision.move_ids.filtered(lambda move: move.rma_operation == "restock")
        self.assertRecordValues(moves, [{"product_uom_qty": 2, "state": "assigned"}])

        moves.picking_id.with_user(self.user_warehouse).button_validate()

        self.assertEqual(lots.location_id, self.warehouse.lot_stock_id)
        self.assertFalse(decision.create_restock())
        self.assertEqual(
            set(decision.line_ids.mapped("missing_documents")), {"credit note to post"}
        )

    def test_refurbished_units_are_stocked_after_their_repair(self):
        lots = self._sell_serials(1)
        case = self._inspected_case(*lots)
        decision = self._decide(case.line_ids, "refurbish", "credit").sudo()
        repair = decision.repair_ids
        self.assertEqual(repair.product_location_src_id, self.warehouse.rma_stock_location_id)
        self.assertFalse(decision.move_ids.filtered(lambda move: move.rma_operation == "restock"))

        self._repair(repair)

        moves = decision.move_ids.filtered(lambda move: move.rma_operation == "restock")
        self.assertEqual(moves.move_line_ids.lot_id, lots)
        self.assertFalse(lots.quant_ids.filtered("quantity").owner_id)

    def test_vendor_units_leave_by_a_planned_transfer(self):
        [lot] = self._sell_serials(1)
        case = self._inspected_case(lot)
        decision = self._decide(case.line_ids, "vendor", "credit").sudo()
        moves = decision.move_ids.filtered(lambda move: move.rma_operation == "vendor")

        moves.picking_id.button_validate()

        self.assertEqual(moves.location_dest_id.usage, "supplier")
        self.assertEqual(case.line_ids.missing_documents, "credit note to post")

    def test_dismantling_asks_for_a_repair_of_the_taken_over_unit(self):
        [lot] = self._sell_serials(1)
        case = self._inspected_case(lot)
        decision = self._decide(case.line_ids, "dismantle", "credit").sudo()

        self.assertEqual(
            decision.repair_ids.product_location_src_id, self.warehouse.rma_stock_location_id
        )
        self.assertEqual(case.line_ids.missing_documents, "credit note to post, repair to finish")

    def test_a_reordering_rule_made_meanwhile_counts_the_restocked_unit(self):
        case = self._inspected_case(self._sell_serials(1, prefix="REORDERED"))
        rule = self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": self.drive.id,
                "warehouse_id": self.warehouse.id,
                "location_id": self.warehouse.lot_stock_id.id,
                "product_min_qty": 5,
                "product_max_qty": 5,
            }
        )
        needed = rule.qty_to_order

        decision = self._decide(case.line_ids, "restock", "credit").sudo()
        self._deliver(decision.move_ids.picking_id)

        self.assertEqual(rule.qty_to_order, needed - 1)
