from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_repair import RepairCommon


@tagged("post_install", "-at_install")
class TestRepairBatch(RepairCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.rma_batch_size = 3
        cls.repairs = cls._open_repairs(4)
        cls.batch = cls.repairs.batch_id
        cls.first = cls.batch.first_piece_id.with_user(cls.user_workshop)
        cls.others = cls.repairs - cls.first

    def test_many_repairs_of_a_decision_make_one_batch(self):
        self.assertEqual(len(self.batch), 1)
        self.assertEqual(self.batch.repair_ids, self.repairs.sudo())
        self.assertEqual(self.batch.state, "first_piece")
        self.assertFalse(self._open_repairs(2, prefix="FEW").batch_id)

    def test_a_quantity_of_a_lot_is_one_repair(self):
        self._stock(self.oil, 50, lots=["L1"])
        lot = self._lots(self.oil, ["L1"])
        self._sell(self.oil, 50, lots=["L1"])
        case = self._authorize(self._request({"lot_id": lot.id, "quantity": 12}))
        self._receipt(case).move_line_ids.lot_id = lot
        self._inspect(self._receive(case).line_ids)

        self._decide(case.line_ids, "repair", "return")

        self.assertRecordValues(case.line_ids.repair_ids, [{"product_qty": 12, "lot_id": lot.id}])

    def test_the_rest_waits_for_the_first_piece(self):
        self._plan(self.repairs)

        with self.assertRaisesRegex(UserError, "waits for the first piece"):
            self.others.action_repair_start()

        self.assertEqual(set(self.others.mapped("state")), {"confirmed"})
        self.first.action_repair_start()
        self.assertEqual(self.first.state, "under_repair")

    def test_a_good_first_piece_releases_the_rest(self):
        self._repair(self.first)
        self.assertEqual(self.batch.state, "released")

        self._start(self.others)

        self.assertEqual(set(self.others.mapped("state")), {"under_repair"})

    def test_a_bad_first_piece_releases_nothing(self):
        self._start(self.first)
        self.first.action_control_request()
        quality = self.first.with_user(self.user_quality)
        quality.control_findings = "Solder bridge"
        quality.action_control_fail()
        self._plan(self.others)

        with self.assertRaisesRegex(UserError, "waits for the first piece"):
            self.others.action_repair_start()

        self.assertEqual(self.batch.state, "first_piece")

    def test_progress_counts_what_ended(self):
        self._repair(self.first)

        self.assertRecordValues(
            self.batch, [{"done_count": 1, "repair_count": 4, "progress": 25.0}]
        )
        self._repair(self.others)
        self.assertRecordValues(self.batch, [{"state": "done", "progress": 100.0}])

    def test_results_are_entered_for_many_at_once(self):
        action = self.batch.with_user(self.user_workshop).action_view_repairs()
        view = self.env.ref("rma_repair.repair_order_view_list_results")
        self.assertEqual(action["views"][0], (view.id, "list"))
        self.assertEqual(self.repairs.search(action["domain"]), self.repairs)
        self._repair(self.first)
        self._start(self.others)
        fix = self.env["rma.repair.fix"].create({"name": "Reflow", "code": "T-RF"})

        self.others.write({"fix_id": fix.id, "tests_done": "24 V", "firmware_after": "2.3"})
        self.others.action_control_request()
        self.others.with_user(self.user_quality).action_control_pass()

        self.assertRecordValues(
            self.others,
            [{"fix_id": fix.id, "tests_done": "24 V", "firmware_after": "2.3", "state": "done"}]
            * 3,
        )

    def test_the_plan_of_the_first_piece_is_shared(self):
        self._add_part(self.first, self.board)
        self.first.write({"plan_work": "Reflow", "plan_hours": 0.5})

        self.batch.with_user(self.user_workshop).action_share_plan()

        self.assertEqual(set(self.others.mapped("plan_work")), {"Reflow"})
        self.assertEqual(self.others.move_ids.mapped("product_uom_qty"), [1.0] * 3)
        self.assertEqual(self.others.move_ids.product_id, self.board)

    def test_the_first_piece_stays_once_it_is_good(self):
        self.batch.first_piece_id = self.others[0]
        self.batch.first_piece_id = self.first
        self._repair(self.first)

        with self.assertRaisesRegex(UserError, "its first piece stays"):
            self.batch.first_piece_id = self.others[0]

    def test_a_batch_is_of_one_product(self):
        sold = self._sell_cables(2)
        case = self._inspected_case(
            {"product_id": self.cable.id, "quantity": 2, "origin_move_id": sold.move_ids.id}
        )
        self._decide(case.line_ids, "repair", "return")
        few = self._open_repairs(prefix="ONE")

        with self.assertRaisesRegex(UserError, "of one product"):
            (few | case.line_ids.repair_ids.with_user(self.user_workshop)).action_make_batch()

        self.assertFalse(few.batch_id)
