from odoo.exceptions import AccessError, UserError
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

    def test_parts_that_came_are_asked_for_no_more(self):
        repair, rare = self._open_repairs(), self._create_product("Rare part")
        self._add_part(repair, rare, 2)
        repair.action_request_parts()
        self.assertEqual(len(repair.activity_ids), 1)

        self._stock(rare, 2)
        repair.move_ids._action_assign()
        self.env["rma.case"]._cron_watch_deadlines()

        self.assertFalse(repair.activity_ids)

    def test_a_repair_given_up_asks_for_no_parts(self):
        repair = self._open_repairs()
        self._add_part(repair, self._create_product("Rare part"), 2)
        repair.action_request_parts()

        repair.sudo().action_repair_cancel()

        self.assertFalse(repair.activity_ids)

    def test_whom_somebody_noted_by_hand_stays(self):
        repair = self._open_repairs()
        self._add_part(repair, self._create_product("Rare part"), 2)
        line = repair.sudo().rma_line_id
        line.waiting_on = "supplier"

        repair.action_request_parts()

        self.assertEqual(line.waiting_on, "supplier")

    def test_a_technician_notes_a_supplier_and_that_it_is_over(self):
        repair = self._open_repairs()
        line = repair.sudo().rma_line_id
        with self.assertRaises(AccessError):
            line.with_user(self.user_workshop).write({"waiting_on": "supplier"})

        repair.action_wait_supplier()
        self.assertEqual((repair.waiting_on, line.waiting_on), ("supplier", "supplier"))
        self.assertTrue(line.is_for_purchasing)
        repair.action_wait_over()

        self.assertEqual(line.waiting_on, "own")
        noted = self.env["rma.event"].search(
            [("case_ref", "=", line.case_id.id), ("changes", "like", "waiting_on")]
        )
        self.assertEqual(noted.user_id, self.user_workshop)
        self.assertEqual(len(noted), 2)

    def test_parts_are_waited_for_by_hand_too(self):
        repair = self._open_repairs()

        repair.action_wait_parts()

        self.assertEqual(repair.sudo().rma_line_id.waiting_on, "parts")

    def test_who_is_not_on_the_bench_notes_nothing(self):
        repair = self._open_repairs()
        line = repair.sudo().rma_line_id

        for user in (self.user_warehouse, self.user_finance):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                repair.with_user(user).action_wait_supplier()

        self.assertEqual(line.waiting_on, "own")

    def test_an_answer_of_the_customer_is_not_ended_on_the_bench(self):
        repair = self._open_charged_repair()
        order = self._quote(repair)
        order.with_user(self.user_service).action_quotation_sent()

        for call in (repair.action_wait_over, repair.action_wait_supplier):
            with self.assertRaisesRegex(UserError, "customer's answer"):
                call()

        self.assertEqual(repair.sudo().rma_line_id.waiting_on, "customer")

    def test_a_repair_that_ended_waits_for_nobody(self):
        repair = self._open_repairs()
        self._repair(repair)

        with self.assertRaisesRegex(UserError, "no open repair"):
            repair.action_wait_supplier()
        self.assertEqual(repair.sudo().rma_line_id.waiting_on, "own")
