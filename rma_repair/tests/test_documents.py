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
        self._stock(self.cable, 20)
        sale_line = self._sell(self.cable, 8)
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


@tagged("post_install", "-at_install")
class TestScrap(RmaCommon):
    def test_customers_unit_is_scrapped_with_its_owner(self):
        lots = self._sell_serials(2)
        case = self._inspected_case(*lots)
        decision = self._decide(case.line_ids, "scrap", "none").sudo()

        self.assertRecordValues(
            decision.scrap_ids.sorted("id"),
            [
                {
                    "state": "done",
                    "lot_id": line.lot_id.id,
                    "owner_id": self.customer.id,
                    "rma_line_id": line.id,
                    "scrap_location_id": self.company.rma_loss_location_id.id,
                    "origin": case.name,
                }
                for line in decision.line_ids
            ],
        )
        self.assertEqual(decision.scrap_ids.move_ids.mapped("value"), [0, 0])
        self.assertFalse(decision.scrap_ids.move_ids.account_move_id)
        self.assertEqual(decision.line_ids.mapped("state"), ["closed"] * 2)

    def test_taken_over_unit_is_a_loss(self):
        [lot] = self._sell_serials(1)
        case = self._inspected_case(lot)
        decision = self._decide(case.line_ids, "scrap", "credit").sudo()

        entry = decision.scrap_ids.move_ids.account_move_id
        loss = self.company.rma_loss_location_id.valuation_account_id
        self.assertFalse(decision.scrap_ids.owner_id)
        self.assertEqual(decision.scrap_ids.scrap_reason_tag_ids.name, "Customer return")
        self.assertEqual(entry.line_ids.filtered(lambda line: line.account_id == loss).balance, 60)

    def test_scrapping_twice_scraps_once(self):
        lots = self._sell_serials(2)
        case = self._inspected_case(*lots)
        decision = self._decide(case.line_ids, "scrap", "credit").sudo()

        self.assertFalse(decision.create_scrap())

        self.assertEqual(len(decision.scrap_ids), 2)


@tagged("post_install", "-at_install")
class TestRepairAndReturn(RmaCommon):
    def _repaired(self, count=2, **values):
        lots = self._sell_serials(count)
        case = self._inspected_case(*lots, **values)
        return self._decide(case.line_ids, "repair", "return").sudo()

    def _finish(self, repairs):
        self._repair(repairs)

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

        self._finish(decision.repair_ids)

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
            self._finish(repair)

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
        self._stock(self.cable, 5)
        sale_line = self._sell(self.cable, 5)
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
