from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_repair import RepairCommon


@tagged("post_install", "-at_install")
class TestRepairWorth(RepairCommon):
    def _redecide(self, repairs, unit_outcome, settlement, **values):
        wizard = (
            self.env["rma.repair.redecide"]
            .with_user(self.user_service)
            .create(
                {
                    "repair_ids": [Command.set(repairs.ids)],
                    "disposition_id": self._disposition(unit_outcome, settlement).id,
                    "reason": "Dearer than a new one",
                    **values,
                }
            )
        )
        wizard.action_redecide()
        return repairs.rma_line_id.decision_ids.filtered(lambda one: one.state == "to_approve")

    def test_the_estimate_stands_beside_what_the_unit_is_worth(self):
        repair = self._open_repairs()
        self._add_part(repair, self.board)
        repair.plan_hours = 2
        self.company.rma_nrv_percent = 60

        self.assertRecordValues(
            repair.with_user(self.user_supervisor),
            [
                {
                    "estimated_cost": 30 + 2 * 20,
                    "replacement_cost": 60,
                    "residual_value": 60,
                    "is_worth_repairing": False,
                }
            ],
        )

    def test_declined_units_go_back_unrepaired_and_the_trail_stays(self):
        repair = self._open_charged_repair()
        order = self._quote(repair)
        first = repair.rma_decision_id
        order._action_cancel()

        second = self._redecide(repair, "as_is", "return")

        self.assertEqual(repair.state, "cancel")
        self.assertEqual(first.state, "cancelled")
        self.assertEqual(second.replaced_decision_id, first.sudo())
        self.assertIn("Dearer than a new one", second.reason)
        second.with_user(self.user_finance).action_authorize()
        delivery = self.env["stock.picking"].search(
            [
                ("rma_case_id", "=", repair.rma_case_id.id),
                ("picking_type_code", "=", "outgoing"),
            ]
        )
        self.assertEqual(delivery.move_line_ids.lot_id, repair.lot_id)

    def test_the_diagnosis_of_a_declined_repair_is_due(self):
        repair = self._open_charged_repair()
        self._quote(repair)._action_cancel()

        self._redecide(repair, "as_is", "return")

        fee = repair.sudo().quotation_ids.filtered("rma_is_diagnosis_fee")
        self.assertRecordValues(fee, [{"state": "draft", "amount_untaxed": 25}])
        fee.action_confirm()
        self.assertEqual(fee.state, "sale")

    def test_a_company_may_give_its_diagnosis_away(self):
        self.company.rma_is_diagnosis_fee_due = False
        repair = self._open_charged_repair()
        self._quote(repair)._action_cancel()

        self._redecide(repair, "as_is", "return")

        self.assertFalse(repair.sudo().quotation_ids.filtered("rma_is_diagnosis_fee"))

    def test_one_unit_of_many_is_decided_anew(self):
        repairs = self._open_repairs(3)
        first = repairs.rma_decision_id

        self._redecide(repairs[0], "as_is", "return")

        self.assertEqual(repairs.mapped("state"), ["cancel", "confirmed", "confirmed"])
        self.assertEqual(first.state, "authorized")
        self.assertEqual(first.line_ids, repairs[1:].rma_line_id)
        self.assertIn("decided anew", "".join(first.sudo().message_ids.mapped("body")))

    def test_the_customers_unit_is_scrapped_with_his_consent_only(self):
        repair = self._open_repairs()

        with self.assertRaisesRegex(UserError, "his consent"):
            self._redecide(repair, "scrap", "none")
        self.assertEqual(repair.state, "confirmed")

        decision = self._redecide(
            repair,
            "scrap",
            "none",
            consent_note="Mr Customer by phone, 2 March",
        )
        self.assertIn("Mr Customer by phone", decision.reason)

    def test_nothing_is_decided_anew_after_the_repair_ended(self):
        repair = self._open_repairs()
        self._repair(repair)

        with self.assertRaisesRegex(UserError, "something was done already"):
            self._redecide(repair, "as_is", "return")

        self.assertEqual(repair.state, "done")
        self.assertEqual(repair.rma_decision_id.state, "authorized")
