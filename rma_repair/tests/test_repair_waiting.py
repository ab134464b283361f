from odoo.tests import tagged

from .common_repair import RepairCommon


@tagged("post_install", "-at_install")
class TestRepairWaiting(RepairCommon):
    """Whom a unit on the bench waits for is noted by itself."""

    def test_a_quotation_sent_waits_for_the_customer_until_he_signs(self):
        repair = self._open_charged_repair()
        line = repair.sudo().rma_line_id
        order = self._quote(repair)
        self.assertEqual(line.waiting_on, "own")

        order.with_user(self.user_service).action_quotation_sent()
        self.assertEqual(line.waiting_on, "customer")
        self._sign(order)

        self.assertEqual(line.waiting_on, "own")
        self.assertIn("customer", line.stay_ids.mapped("waiting_on"))

    def test_a_quotation_withdrawn_waits_for_nobody(self):
        repair = self._open_charged_repair()
        order = self._quote(repair)
        order.with_user(self.user_service).action_quotation_sent()

        order._action_cancel()

        self.assertEqual(repair.sudo().rma_line_id.waiting_on, "own")

    def test_parts_asked_for_are_waited_for_until_the_work_begins(self):
        repair = self._open_repairs()
        self._add_part(repair, self._create_product("Rare part"), 2)
        repair.action_request_parts()
        self.assertEqual(repair.sudo().rma_line_id.waiting_on, "parts")

        self._start(repair)

        self.assertEqual(repair.sudo().rma_line_id.waiting_on, "own")

    def test_whom_somebody_noted_by_hand_stays(self):
        repair = self._open_repairs()
        self._add_part(repair, self._create_product("Rare part"), 2)
        line = repair.sudo().rma_line_id
        line.waiting_on = "supplier"

        repair.action_request_parts()

        self.assertEqual(line.waiting_on, "supplier")
