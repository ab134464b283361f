from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_repair import RepairCommon


@tagged("post_install", "-at_install")
class TestRepairControl(RepairCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.repair = cls._open_repairs()
        cls.line = cls.repair.rma_line_id

    def _deliveries(self):
        return self.env["stock.picking"].search(
            [
                ("rma_case_id", "=", self.line.case_id.id),
                ("picking_type_code", "=", "outgoing"),
            ]
        )

    def test_nothing_ships_without_a_passed_control(self):
        self._start(self.repair)

        for end in (
            self.repair.action_repair_end,
            self.repair.action_repair_done,
            lambda: self.repair.write({"state": "done"}),
        ):
            with self.assertRaises(UserError):
                end()

        self.assertEqual(self.repair.state, "under_repair")
        self.assertFalse(self._deliveries())

    def test_a_passed_control_ends_the_repair_and_plans_the_delivery(self):
        self._repair(self.repair)

        self.assertRecordValues(
            self.repair,
            [
                {
                    "state": "done",
                    "control_round": 1,
                    "controlled_by_id": self.user_quality.id,
                    "is_first_pass": True,
                    "work_done": "Replace the board",
                }
            ],
        )
        self.assertEqual(self._deliveries().move_line_ids.lot_id, self.repair.lot_id)

    def test_nobody_controls_his_own_work(self):
        self._start(self.repair)
        self.repair.action_control_request()
        self.repair.sudo().user_id = self.user_quality

        words = (
            r"^You repaired .*, so somebody else must control the repair\..*rma_supervisor.* may\.$"
        )
        with self.assertRaisesRegex(AccessError, words):
            self.repair.with_user(self.user_quality).action_control_pass()

        self.assertEqual(self.repair.control_state, "waiting")

    def test_an_administrator_does_not_control_his_own_work(self):
        admin = self.env.ref("base.user_admin")
        admin.write({"company_ids": [Command.link(self.company.id)]})
        self._start(self.repair)
        self.repair.action_control_request()
        self.repair.sudo().user_id = admin

        with self.assertRaisesRegex(AccessError, "You repaired"):
            self.repair.with_user(admin).write({"control_state": "passed"})

        self.assertEqual(self.repair.control_state, "waiting")

    def test_who_worked_on_it_does_not_control_it(self):
        self._start(self.repair)
        self.env["rma.repair.labour"].with_user(self.user_quality).create(
            {"repair_id": self.repair.id, "hours": 1}
        )
        self.repair.action_control_request()

        with self.assertRaisesRegex(AccessError, "You repaired"):
            self.repair.with_user(self.user_quality).write({"control_state": "passed"})

    def test_a_technician_does_not_control(self):
        self._start(self.repair)
        self.repair.action_control_request()

        with self.assertRaisesRegex(AccessError, "controlled by quality"):
            self.repair.with_user(self.user_workshop2).action_control_pass()

    def test_a_failed_unit_goes_back_with_its_findings(self):
        self._start(self.repair)
        self.repair.action_control_request()
        quality = self.repair.with_user(self.user_quality)
        with self.assertRaisesRegex(UserError, "Write what the control"):
            quality.action_control_fail()

        quality.control_findings = "Fan is loud"
        quality.action_control_fail()

        self.assertEqual(self.repair.control_state, "failed")
        self.assertEqual(self.repair.state, "under_repair")
        self.assertFalse(self._deliveries())

    def test_rounds_are_counted_and_kept(self):
        self._start(self.repair)
        quality = self.repair.with_user(self.user_quality)
        self.repair.action_control_request()
        quality.control_findings = "Fan is loud"
        quality.action_control_fail()

        self.repair.action_control_request()
        quality.action_control_pass()

        self.assertRecordValues(
            self.repair.control_ids,
            [
                {"number": 1, "result": "failed", "findings": "Fan is loud"},
                {"number": 2, "result": "passed", "findings": False},
            ],
        )
        self.assertEqual(self.repair.control_round, 2)
        self.assertFalse(self.repair.is_first_pass)
        with self.assertRaisesRegex(UserError, "kept as it was"):
            self.repair.control_ids[0].sudo().result = "passed"

    def test_a_running_timer_keeps_a_unit_from_control(self):
        self._start(self.repair)
        self.repair.action_timer_start()

        with self.assertRaisesRegex(UserError, "is running"):
            self.repair.action_control_request()

        self.repair.action_timer_stop()
        self.repair.action_control_request()
        self.assertEqual(self.repair.control_state, "waiting")

    def _checklist(self):
        return self.env["rma.checklist"].create(
            {
                "name": "After repair",
                "inspection_type": "after_repair",
                "product_tmpl_id": self.drive.product_tmpl_id.id,
                "item_ids": [Command.create({"name": "Runs", "kind": "yes_no"})],
            }
        )

    def test_a_checklist_is_filled_in_not_passed_by_word(self):
        self._checklist()
        self._start(self.repair)
        self.repair.action_control_request()
        quality = self.repair.with_user(self.user_quality)

        with self.assertRaisesRegex(UserError, "controlled by a checklist"):
            quality.action_control_pass()
        self.assertEqual(self.repair.state, "under_repair")

        action = quality.action_control_inspect()
        inspection = (
            self.env["rma.inspection"].with_user(self.user_quality).browse(action["res_id"])
        )
        inspection.result_ids.answer = "yes"
        inspection.action_pass()
        self.assertEqual(self.repair.state, "done")

    def test_a_failed_inspection_fails_the_control(self):
        self._checklist()
        self._start(self.repair)
        self.repair.action_control_request()
        action = self.repair.with_user(self.user_quality).action_control_inspect()
        inspection = (
            self.env["rma.inspection"].with_user(self.user_quality).browse(action["res_id"])
        )
        inspection.result_ids.answer = "no"

        inspection.action_fail()

        self.assertEqual(self.repair.control_state, "failed")
        self.assertIn("Runs", self.repair.control_findings)

    def test_a_second_person_may_allow_an_exception(self):
        self._start(self.repair)
        self.repair.action_control_request()
        self.repair.sudo().user_id = self.user_quality
        self.env["rma.segregation.override"].with_user(self.user_manager).create(
            {
                "res_model": "repair.order",
                "res_id": self.repair.id,
                "duty": "control",
                "user_id": self.user_quality.id,
                "reason": "Only one at work today",
            }
        )

        self.repair.with_user(self.user_quality).action_control_pass()

        self.assertEqual(self.repair.state, "done")
