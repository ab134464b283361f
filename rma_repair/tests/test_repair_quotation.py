from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_repair import RepairCommon


@tagged("post_install", "-at_install")
class TestRepairQuotation(RepairCommon):
    def _price_of_work(self, order, repair):
        return sum(
            order.order_line.filtered(lambda line: line.rma_repair_id == repair).mapped(
                "price_subtotal"
            )
        )

    def test_a_warranty_repair_needs_no_quotation(self):
        repair = self._open_repairs()

        self.assertEqual(repair.quotation_state, "none")
        with self.assertRaisesRegex(UserError, "pays nothing"):
            repair.with_user(self.user_service).action_quote()

        self.assertFalse(repair.quotation_ids)

    def test_the_quotation_holds_parts_labor_freight_and_diagnosis(self):
        repair = self._open_charged_repair()

        order = self._quote(repair)

        lines = order.order_line.filtered("product_id")
        self.assertRecordValues(
            lines,
            [
                {"product_id": self.board.id, "product_uom_qty": 1, "price_unit": 80},
                {"product_id": self.labour.id, "product_uom_qty": 2, "price_unit": 50},
                {"product_id": self.diagnosis.id, "product_uom_qty": 1, "price_unit": 25},
                {"product_id": self.freight.id, "product_uom_qty": 1, "price_unit": 15},
            ],
        )
        self.assertRecordValues(order, [{"partner_id": self.customer.id, "rma_version": 1}])
        self.assertTrue(order._has_to_be_signed())

    def test_the_quotation_speaks_the_customers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.customer.lang = "zh_CN"
        repair = self._open_charged_repair()

        order = self._quote(repair)

        [section] = order.order_line.filtered(lambda line: line.display_type == "line_section")
        self.assertEqual(section.name, f"维修 {repair.name}：Drive {repair.lot_id.name}")

    def test_work_waits_for_the_customers_signature(self):
        repair = self._open_charged_repair()
        self._quote(repair)

        with self.assertRaisesRegex(UserError, "must accept the price first"):
            repair.action_repair_start()

        self.assertEqual(repair.state, "confirmed")

    def test_a_signed_quotation_lets_work_start_without_a_delivery_of_its_parts(self):
        repair = self._open_charged_repair()
        order = self._sign(self._quote(repair))

        repair.action_repair_start()

        self.assertEqual(repair.quotation_state, "accepted")
        self.assertEqual(repair.sale_order_id, order)
        self.assertEqual(order.order_line.move_ids, repair.move_ids.sudo())
        self.assertFalse(order.picking_ids)

    def test_nobody_confirms_for_the_customer(self):
        order = self._quote(self._open_charged_repair()).with_user(self.user_service)

        for confirm in (order.action_confirm, lambda: order.write({"state": "sale"})):
            with self.assertRaisesRegex(UserError, "the customer signs it online"):
                confirm()

        self.assertEqual(order.state, "draft")

    def test_acceptance_on_paper_needs_its_scan(self):
        order = self._quote(self._open_charged_repair()).with_user(self.user_service)
        with self.assertRaises(UserError):
            order.action_accept_rma_on_paper()

        order.write({"rma_acceptance_scan": b"UERG", "signed_by": "Mr Customer"})
        order.action_accept_rma_on_paper()

        self.assertEqual(order.state, "sale")
        self.assertTrue(order.signed_on)

    def _outgrow(self, repair):
        """Sign a quotation, start, and plan more than was accepted; returns the order."""
        order = self._sign(self._quote(repair))
        repair.action_repair_start()
        self._plan(repair, hours=4)
        return order

    def test_a_dearer_repair_stops(self):
        repair = self._open_charged_repair()

        self._outgrow(repair)

        self.assertEqual(repair.quotation_state, "requote")
        for work in (repair.action_timer_start, repair.action_control_request):
            with self.assertRaisesRegex(UserError, "must accept the price first"):
                work()
        self.assertFalse(repair.labour_ids)

    def test_a_dearer_repair_goes_on_once_accepted_again(self):
        repair = self._open_charged_repair()
        first = self._outgrow(repair)

        second = self._quote(repair)
        self.assertEqual(repair.quotation_state, "waiting")
        self.assertEqual(first.state, "sale", "in force until the new one is accepted")
        self._sign(second)

        self.assertEqual(repair.quotation_state, "accepted")
        self.assertRecordValues(
            repair.sudo().quotation_ids.sorted("rma_version"),
            [
                {"rma_version": 1, "state": "cancel", "rma_previous_id": False},
                {"rma_version": 2, "state": "sale", "rma_previous_id": first.id},
            ],
        )
        self.assertEqual(repair.sale_order_id, second)
        self.assertEqual(repair.move_ids.sudo().sale_line_id.order_id, second)
        repair.action_timer_start()

    def test_a_little_more_is_no_other_quotation(self):
        repair = self._open_charged_repair()
        self._sign(self._quote(repair))

        self._plan(repair, hours=2.3)

        self.assertEqual(repair.quotation_state, "accepted")

    def test_hours_worked_count_like_hours_planned(self):
        repair = self._open_charged_repair()
        self._sign(self._quote(repair))
        repair.action_repair_start()

        self.env["rma.repair.labour"].with_user(self.user_workshop).create(
            {"repair_id": repair.id, "hours": 3}
        )

        self.assertEqual(repair.quotation_state, "requote")

    def test_an_unanswered_version_is_cancelled_by_the_next(self):
        repair = self._open_charged_repair()
        first = self._quote(repair)

        second = self._quote(repair)

        self.assertEqual((first.state, second.state), ("cancel", "draft"))
        self.assertEqual(repair.sale_order_id, second)

    def test_a_declined_quotation_starts_nothing(self):
        repair = self._open_charged_repair()
        self._quote(repair)._action_cancel()

        self.assertEqual(repair.quotation_state, "declined")
        with self.assertRaisesRegex(UserError, "must accept the price first"):
            repair.action_repair_start()

    def test_an_invoiced_version_is_credited_before_it_is_replaced(self):
        repair = self._open_charged_repair()
        first = self._sign(self._quote(repair))
        first._create_invoices().action_post()
        self._plan(repair, hours=4)
        second = self._quote(repair)

        with self.assertRaisesRegex(UserError, "Credit its invoice"):
            self._sign(second)

        self.assertEqual((first.state, second.state), ("sale", "draft"))

    def test_one_part_is_charged_on_a_warranty_repair(self):
        repair = self._open_repairs()
        covered = self._add_part(repair, self.board)
        charged = self._add_part(repair, self.cable, is_rma_charged=True)
        self._stock(self.cable, 1, cost=7)
        self._plan(repair)

        order = self._quote(repair)

        self.assertTrue(repair.is_charged)
        self.assertEqual(
            order.order_line.filtered("rma_repair_id").product_id,
            self.cable,
        )
        self.assertEqual(covered.location_dest_id, self.company.rma_parts_location_id)
        self.assertEqual(charged.location_dest_id, self.company.rma_paid_parts_location_id)

    def test_units_of_one_case_share_a_quotation(self):
        repairs = self._open_repairs(2, decision={"repair_charge": "charged"})
        self._plan(repairs)

        order = self._quote(repairs)

        self.assertEqual(order.rma_repair_ids, repairs.sudo())
        freight = order.order_line.filtered(lambda line: line.product_id == self.freight)
        self.assertEqual(freight.product_uom_qty, 1)
        self._sign(order)
        self.assertEqual(repairs.mapped("quotation_state"), ["accepted"] * 2)

    def test_cases_of_two_customers_get_two_quotations(self):
        ours = self._open_charged_repair("A")
        lots = self._sell_serials(1, prefix="B", customer=self.other_customer)
        case = self._inspected_case(*lots, customer=self.other_customer)
        self._decide(case.line_ids, "repair", "return", repair_charge="charged")
        theirs = case.line_ids.repair_ids.with_user(self.user_workshop)
        self._plan(theirs)

        (ours | theirs).with_user(self.user_service).action_create_sale_order()

        self.assertEqual(ours.sudo().quotation_ids.partner_id, self.customer)
        self.assertEqual(theirs.sudo().quotation_ids.partner_id, self.other_customer)

    def test_a_part_that_was_not_used_is_not_charged(self):
        repair = self._open_charged_repair()
        order = self._sign(self._quote(repair))
        order.action_lock()
        repair.action_repair_start()
        repair.move_ids.write({"rma_waiver": "Cleaning was enough", "quantity": 0})

        repair.action_control_request()
        repair.with_user(self.user_quality).action_control_pass()

        line = order.order_line.filtered(lambda line: line.product_id == self.board)
        self.assertEqual((line.product_uom_qty, line.qty_delivered), (0, 0))
        self.assertTrue(order.locked)
