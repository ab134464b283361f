from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RmaCommon


@tagged("post_install", "-at_install")
class TestRepairAndReturn(RmaCommon):
    def _repaired(self, count=2, **values):
        lots = self._sell_serials(count)
        case = self._inspected_case(*lots, **values)
        return self._decide(case.line_ids, "repair", "return").sudo()

    def _returns(self, decision):
        return decision.move_ids.filtered(lambda move: move.rma_operation == "return")

    def test_each_unit_gets_a_confirmed_repair_where_it_lies(self):
        decision = self._repaired()

        self.assertRecordValues(
            decision.repair_ids.sorted("id"),
            [
                {
                    "state": "confirmed",
                    "lot_id": line.lot_id.id,
                    "rma_line_id": line.id,
                    "under_warranty": True,
                    "picking_type_id": self.warehouse.rma_repair_type_id.id,
                    "product_location_src_id": self.warehouse.rma_location_id.id,
                    "product_location_dest_id": self.warehouse.rma_location_id.id,
                    "location_dest_id": self.company.rma_parts_location_id.id,
                }
                for line in decision.line_ids
            ],
        )
        self.assertFalse(self._returns(decision))
        self.assertFalse(decision.create_repair_order())

    def test_repaired_unit_stays_the_customers_whatever_the_contact(self):
        contact = self.env["res.partner"].create({"name": "Anna", "parent_id": self.customer.id})
        decision = self._repaired(1, partner_id=contact.id)
        self.assertEqual(decision.repair_ids.partner_id, contact)

        self._repair(decision.repair_ids)

        [lot] = decision.line_ids.lot_id
        quant = lot.quant_ids.filtered(
            lambda quant: quant.location_id == self.warehouse.rma_location_id
        )
        self.assertRecordValues(quant, [{"quantity": 1, "owner_id": self.customer.id}])
        self.assertRecordValues(
            decision.repair_ids.move_id,
            [{"rma_operation": "repair", "rma_line_id": decision.line_ids.id, "value": 0}],
        )

    def test_ended_repairs_go_into_one_delivery_back(self):
        decision = self._repaired()

        for repair in decision.repair_ids:
            self._repair(repair)

        picking = self._returns(decision).picking_id
        self.assertEqual(len(picking), 1)
        self.assertEqual(picking.picking_type_id, self.warehouse.rma_return_type_id)
        self.assertEqual(picking.move_line_ids.lot_id, decision.line_ids.lot_id)
        self.assertEqual(picking.move_line_ids.owner_id, self.customer)
        self.assertEqual(
            set(decision.line_ids.mapped("missing_documents")), {"delivery back to ship"}
        )
        picking.with_user(self.user_warehouse).button_validate()
        self.assertEqual(decision.line_ids.mapped("state"), ["closed"] * 2)
        self.assertEqual(decision.line_ids.sale_line_id.qty_delivered, 2)

    def test_unrepaired_units_go_back_at_once(self):
        sale_line = self._sell_cables(5)
        case = self._inspected_case(
            {"product_id": self.cable.id, "quantity": 3, "origin_move_id": sale_line.move_ids.id}
        )
        decision = self._decide(case.line_ids, "as_is", "return").sudo()

        self.assertRecordValues(
            self._returns(decision),
            [
                {
                    "product_uom_qty": 3,
                    "state": "assigned",
                    "to_refund": False,
                    "rma_line_id": case.line_ids.id,
                    "location_dest_id": self.customer.property_stock_customer.id,
                }
            ],
        )
        self._returns(decision).picking_id.button_validate()
        self.assertEqual(case.line_ids.state, "closed")
        self.assertEqual(sale_line.qty_delivered, 5)

    def test_another_unit_is_not_sent_back(self):
        lots = self._sell_serials(2)
        case = self._inspected_case(*lots)
        decision = self._decide(case.line_ids[0], "as_is", "return").sudo()
        picking = self._returns(decision).picking_id
        picking.move_line_ids.lot_id = case.line_ids[1].lot_id

        with self.assertRaises(UserError) as refusal:
            picking.button_validate()

        self.assertIn("is not a unit of", str(refusal.exception))
        self.assertEqual(case.line_ids[0].state, "decided")

    def test_reserving_again_takes_the_customers_own_unit(self):
        [mine] = self._sell_serials(1)
        [theirs] = self._sell_serials(1, prefix="TH", customer=self.other_customer)
        other = self._inspected_case(theirs, customer=self.other_customer)
        case = self._inspected_case(mine)
        decision = self._decide(case.line_ids, "as_is", "return").sudo()
        picking = self._returns(decision).picking_id

        picking.do_unreserve()
        picking.action_assign()
        picking.button_validate()

        self.assertEqual(picking.move_line_ids.lot_id, mine)
        self.assertEqual(case.line_ids.state, "closed")
        self.assertEqual(other.line_ids.state, "inspected")
