from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_repair import RepairCommon


@tagged("post_install", "-at_install")
class TestRepairInvoice(RepairCommon):
    """A line closes once what the customer pays for its repair is invoiced and posted."""

    def _finish(self, repairs):
        """Start, control and end these planned repairs."""
        repairs.action_repair_start()
        repairs.action_control_request()
        repairs.with_user(self.user_quality).action_control_pass()

    def _send_back(self, lines):
        """Ship the repaired units."""
        moves = lines.sudo().decision_id.move_ids.filtered(
            lambda move: move.rma_operation == "return" and move.state != "done"
        )
        moves.picked = True
        moves._action_done()

    def _repair_charged(self):
        """A charged repair that ended and was sent back; returns (line, quotation)."""
        repair = self._open_charged_repair()
        order = self._sign(self._quote(repair))
        self._finish(repair)
        self._send_back(repair.rma_line_id)
        return repair.rma_line_id.sudo(), order

    def test_the_invoice_is_drafted_when_the_repair_ends(self):
        _line, order = self._repair_charged()

        self.assertRecordValues(
            order.invoice_ids,
            [{"state": "draft", "amount_untaxed": 80 + 2 * 50 + 25 + 15}],
        )

    def test_a_line_waits_for_the_invoice_of_its_repair(self):
        line, order = self._repair_charged()
        self.assertEqual(line.missing_documents, "repair invoice to post")
        with self.assertRaisesRegex(UserError, "repair invoice to post"):
            line.with_user(self.user_service).write({"state": "closed"})
        self.assertEqual(line.state, "decided")

        order.invoice_ids.with_user(self.user_finance).action_post()

        self.assertEqual(line.state, "closed")

    def test_an_invoice_taken_back_opens_the_line_again(self):
        line, order = self._repair_charged()
        order.invoice_ids.action_post()

        order.invoice_ids.button_draft()

        self.assertEqual(line.state, "decided")
        order.invoice_ids.action_post()
        self.assertEqual(line.state, "closed")

    def test_finance_follows_the_invoice_until_it_is_paid(self):
        unpaid = self.env.ref("rma_repair.queue_finance_repair_unpaid")
        unpaid = unpaid.with_user(self.user_finance)
        _line, order = self._repair_charged()
        self.assertEqual(unpaid.count, 0)

        order.invoice_ids.action_post()
        order.invoice_ids.invoice_date_due = "2020-01-01"
        unpaid.invalidate_recordset()
        self.assertRecordValues(unpaid, [{"count": 1, "late_count": 1}])

        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=order.invoice_ids.ids
        ).create({})._create_payments()
        unpaid.invalidate_recordset()
        self.assertEqual(unpaid.count, 0)

    def test_a_warranty_repair_waits_for_no_invoice(self):
        repair = self._open_repairs()
        self._repair(repair)

        self._send_back(repair.rma_line_id)

        self.assertEqual(repair.rma_line_id.state, "closed")

    def test_units_quoted_together_are_invoiced_together(self):
        repairs = self._open_repairs(2, decision={"repair_charge": "charged"})
        self._plan(repairs)
        order = self._sign(self._quote(repairs))

        self._finish(repairs[0])
        self.assertFalse(order.invoice_ids)
        self._finish(repairs[1])

        self.assertEqual(len(order.invoice_ids), 1)
        self._send_back(repairs.rma_line_id)
        order.invoice_ids.action_post()
        self.assertEqual(set(repairs.rma_line_id.mapped("state")), {"closed"})

    def test_finance_drafts_it_by_hand_where_the_automation_is_off(self):
        self.env.ref("rma_repair.automation_create_repair_invoice").active = False
        line, order = self._repair_charged()
        self.assertFalse(order.invoice_ids)
        decision = line.decision_id.with_user(self.user_finance)
        self.assertIn("repair_invoice", decision.missing_effects)

        decision.create_repair_invoice()
        decision.create_repair_invoice()

        self.assertEqual(order.invoice_ids.mapped("state"), ["draft"])

    def test_the_diagnosis_fee_of_a_declined_repair_is_waited_for(self):
        repair = self._open_charged_repair()
        self._quote(repair)._action_cancel()
        line = repair.rma_line_id.sudo()
        fee = self._decline(repair)
        self._send_back(line)
        self.assertEqual(line.missing_documents, "repair invoice to create")

        fee.with_user(self.user_service).action_confirm()
        self.assertEqual(fee.invoice_ids.mapped("state"), ["draft"])
        fee.invoice_ids.action_post()

        self.assertEqual(line.state, "closed")

    def test_a_diagnosis_fee_that_is_waived_is_waited_for_no_more(self):
        repair = self._open_charged_repair()
        self._quote(repair)._action_cancel()
        fee = self._decline(repair)

        fee.action_cancel()
        self._send_back(repair.rma_line_id)

        self.assertEqual(repair.rma_line_id.state, "closed")

    def test_a_unit_given_up_leaves_the_quotation_of_the_others(self):
        repairs = self._open_repairs(2, decision={"repair_charge": "charged"})
        self._plan(repairs)
        order = self._sign(self._quote(repairs))
        self.company.rma_is_diagnosis_fee_due = False

        self._decline(repairs[0])

        self.assertEqual(order.state, "sale")
        lines = order.order_line.filtered("rma_repair_id")
        hours = {line.rma_repair_id: line.product_uom_qty for line in lines}
        self.assertEqual(hours, {repairs[0].sudo(): 0, repairs[1].sudo(): 2})
        self.assertEqual(repairs[1].quotation_state, "accepted")

    def test_the_last_unit_given_up_cancels_its_quotation(self):
        repair = self._open_charged_repair()
        order = self._sign(self._quote(repair))
        self.company.rma_is_diagnosis_fee_due = False

        self._decline(repair)

        self.assertEqual(order.state, "cancel")
