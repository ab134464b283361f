from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_repair import RepairCommon


@tagged("post_install", "-at_install")
class TestRepairPlan(RepairCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.repair = cls._open_repairs()

    def test_plan_is_due_in_eight_working_hours(self):
        decision = self.repair.rma_decision_id
        decision.sudo().date_authorized = datetime(2026, 3, 2, 8, 0)
        calendar = self.company.resource_calendar_id
        calendar.tz = "UTC"

        self.repair.sudo()._set_plan_deadline()

        self.assertEqual(
            self.repair.date_plan_deadline,
            calendar.plan_hours(8, datetime(2026, 3, 2, 8, 0)).replace(tzinfo=None),
        )
        self.assertGreater(self.repair.date_plan_deadline, datetime(2026, 3, 2, 16, 0))

    def test_nothing_starts_without_an_approved_plan(self):
        for write in (
            self.repair.action_repair_start,
            lambda: self.repair.write({"state": "under_repair"}),
        ):
            with self.assertRaisesRegex(UserError, "must be approved"):
                write()

        self.assertEqual(self.repair.state, "confirmed")

    def test_an_incomplete_plan_is_not_submitted(self):
        self.repair.plan_hours = 1

        with self.assertRaisesRegex(UserError, "lacks: Work"):
            self.repair.action_plan_submit()

        self.assertEqual(self.repair.plan_state, "draft")

    def test_nobody_approves_his_own_plan(self):
        repair = self.repair.with_user(self.user_supervisor)
        repair.write({"plan_work": "Replace", "plan_hours": 1})
        repair.action_plan_submit()

        with self.assertRaisesRegex(AccessError, "You planned"):
            repair.action_plan_approve()

        self.assertEqual(repair.plan_state, "to_approve")

    def test_a_technician_does_not_approve(self):
        self.repair.write({"plan_work": "Replace", "plan_hours": 1})
        self.repair.action_plan_submit()

        with self.assertRaisesRegex(AccessError, "supervisor"):
            self.repair.with_user(self.user_workshop2).write({"plan_state": "approved"})

        self.assertEqual(self.repair.plan_state, "to_approve")

    def test_approval_keeps_the_version(self):
        self._add_part(self.repair, self.board, 2)

        self._plan(self.repair)

        self.assertRecordValues(
            self.repair.sudo().plan_ids,
            [
                {
                    "number": 1,
                    "author_id": self.user_workshop.id,
                    "approved_by_id": self.user_supervisor.id,
                    "estimated_cost": 2 * 30 + 2 * 20,
                }
            ],
        )
        with self.assertRaisesRegex(UserError, "kept as it was"):
            self.repair.sudo().plan_ids.content = {}

    def test_changing_an_approved_plan_asks_again_and_shows_the_difference(self):
        self._plan(self.repair)

        self.repair.plan_hours = 5

        self.assertEqual(self.repair.plan_state, "to_approve")
        self.assertEqual(self.repair.plan_difference, "Hours: 2.0 → 5.0")
        with self.assertRaisesRegex(UserError, "must be approved"):
            self.repair.action_repair_start()

    def test_another_part_asks_again(self):
        self._start(self.repair)

        self._add_part(self.repair, self.board)

        self.assertEqual(self.repair.plan_state, "to_approve")
        self.assertEqual(self.repair.plan_difference, "+ Add · 1 × Board")
        with self.assertRaisesRegex(UserError, "must be approved"):
            self.repair.action_control_request()

    def test_a_removed_part_asks_again(self):
        part = self._add_part(self.repair, self.board)
        self._plan(self.repair)

        part.sudo().unlink()

        self.assertEqual(self.repair.plan_state, "to_approve")

    def test_the_language_of_the_reader_changes_no_plan(self):
        self._add_part(self.repair, self.board)
        self._plan(self.repair)

        self.assertFalse(self.repair.with_context(lang="zh_CN")._is_plan_changed())

    def test_approvals_are_not_written_by_hand(self):
        with self.assertRaises(AccessError):
            self.repair.write({"plan_approved_by_id": self.user_supervisor.id})

    def test_repairs_without_a_case_behave_as_core(self):
        repair = self.env["repair.order"].create(
            {
                "product_id": self.cable.id,
                "company_id": self.company.id,
                "picking_type_id": self.warehouse.repair_type_id.id,
            }
        )
        self._stock(self.cable)

        repair.action_repair_start()
        repair.action_repair_end()

        self.assertEqual(repair.state, "done")
