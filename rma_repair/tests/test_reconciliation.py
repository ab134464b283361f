"""The accountants' cockpit: every difference with its reason, and the month signed."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import RmaCommon


class CockpitCommon(RmaCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.rma_compensation_product_id.taxes_id = False

    def _row(self, line):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["rma.reconciliation"].with_user(self.user_finance).browse(line.id)

    def _returned(self, outcome="restock", settlement="credit", **values):
        case = self._inspected_case(*self._sell_serials(1))
        return self._decide(case.line_ids, outcome, settlement, **values).sudo()

    def _record(self, lines):
        lines.sudo()._record_rows()
        self.assertTrue(all(lines.mapped("is_recorded")))

    def _assert_row(self, line, **values):
        """The row says so, read from the documents and written down: until the next step."""
        self.assertRecordValues(self._row(line), [values])
        self._record(line)
        self.assertRecordValues(self._row(line), [values])


@tagged("post_install", "-at_install")
class TestReconciliation(CockpitCommon):
    def test_credit_walks_from_owed_to_settled(self):
        decision = self._returned("scrap")
        line, note = decision.line_ids, decision.credit_note_ids
        self._assert_row(
            line,
            amount_owed=100,
            amount_draft=100,
            amount_difference=100,
            reason="received_not_credited",
        )

        note.action_post()

        self._assert_row(
            line,
            amount_owed=100,
            amount_draft=0,
            amount_posted=100,
            amount_applied=100,
            amount_difference=0,
            reason="settled",
            is_open=False,
            credit_note_id=note.id,
        )

    def test_received_unit_waits_for_its_decision(self):
        case = self._inspected_case(*self._sell_serials(1))

        self._assert_row(case.line_ids, amount_owed=0, reason="received_not_decided", is_open=True)

    def test_credit_in_advance_waits_for_the_goods(self):
        case = self._authorize(self._request(*self._sell_serials(1)))
        decision = self._decide(case.line_ids, "restock", "credit", is_advance=True).sudo()
        decision.credit_note_ids.action_post()

        self._assert_row(
            case.line_ids, amount_posted=100, quantity_received=0, reason="credited_not_received"
        )

    def test_replacement_in_advance_waits_for_the_goods(self):
        case = self._authorize(self._request(*self._sell_serials(1)))
        self._stock(self.drive, 1, lots=["NEW1"])
        decision = self._decide(case.line_ids, "scrap", "replace", is_advance=True).sudo()
        self._deliver(decision.move_ids.picking_id)

        self._assert_row(case.line_ids, quantity_replaced=1, reason="replaced_not_returned")

    def test_repaired_unit_waits_for_its_shipment(self):
        decision = self._returned("repair", "return")
        self._assert_row(decision.line_ids, reason="in_progress", is_open=False)

        self._repair(decision.repair_ids)

        self._assert_row(decision.line_ids, reason="repaired_not_shipped", is_open=True)

    def test_other_quantity_or_price_on_the_credit_note_shows(self):
        decision = self._returned()
        credit_line = decision.credit_note_ids.invoice_line_ids

        credit_line.quantity = 2
        self._assert_row(decision.line_ids, reason="quantity_differs")

        credit_line.write({"quantity": 1, "price_unit": 90})
        self._assert_row(decision.line_ids, reason="price_differs", amount_draft=90)

    def test_compensation_is_owed_in_equal_shares(self):
        case = self._inspected_case(*self._sell_serials(2))
        decision = self._decide(case.line_ids, "as_is", "compensate", compensation_amount=30).sudo()
        decision.credit_note_ids.action_post()

        for line in decision.line_ids:
            self._assert_row(line, amount_owed=15, amount_posted=15, reason="not_applied")

    def test_row_opens_its_case_and_its_entry(self):
        decision = self._returned()
        row = self._row(decision.line_ids)

        case, note = row.action_open_case(), row.action_open_entry()

        self.assertEqual((case["res_model"], case["res_id"]), ("rma.case", decision.case_id.id))
        self.assertEqual(
            (note["res_model"], note["res_id"]), ("account.move", decision.credit_note_ids.id)
        )

    def test_only_finance_and_managers_see_the_cockpit(self):
        self._returned()

        for user in (self.user_service, self.user_warehouse, self.user_quality):
            with self.assertRaises(AccessError):
                self.env["rma.reconciliation"].with_user(user).search([])
        self.assertTrue(self.env["rma.reconciliation"].with_user(self.user_manager).search([]))

    def test_another_companys_rows_are_not_seen(self):
        decision = self._returned()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.user_finance.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})

        rows = self.env["rma.reconciliation"].with_user(self.user_finance)
        rows = rows.with_context(allowed_company_ids=other.ids).search([])

        self.assertNotIn(decision.line_ids.id, rows.ids)


@tagged("post_install", "-at_install")
class TestApplyCredit(CockpitCommon):
    def test_open_credit_pays_the_oldest_open_invoice(self):
        decision = self._compensated(30)
        older = self._sell_cables("2026-01-05")
        newer = self._sell_cables("2026-02-05")

        self._row(decision.line_ids).action_apply_credit()

        self.assertEqual((older.amount_residual, newer.amount_residual), (70, 100))
        self._assert_row(
            decision.line_ids, amount_applied=30, amount_open=0, reason="in_progress", is_open=False
        )

    def test_larger_credit_goes_on_to_the_next_invoice(self):
        decision = self._compensated(130)
        older = self._sell_cables("2026-01-05")
        newer = self._sell_cables("2026-02-05")

        self._row(decision.line_ids).action_apply_credit()

        self.assertEqual((older.amount_residual, newer.amount_residual), (0, 70))

    def test_nothing_to_apply_is_said(self):
        decision = self._compensated(30)

        with self.assertRaises(UserError) as refusal:
            self._row(decision.line_ids).action_apply_credit()

        self.assertIn("no posted credit", str(refusal.exception))
        self.assertEqual(decision.credit_note_ids.amount_residual, 30)

    def test_another_customers_invoice_is_left_alone(self):
        decision = self._compensated(30)
        theirs = self._sell_cables("2026-01-05", customer=self.other_customer)

        with self.assertRaises(UserError):
            self._row(decision.line_ids).action_apply_credit()

        self.assertEqual(theirs.amount_residual, 100)

    def _compensated(self, amount):
        """A posted compensation whose own invoice is paid already."""
        decision = self._returned("as_is", "compensate", compensation_amount=amount)
        decision.credit_note_ids.action_post()
        invoice = decision.line_ids.sale_line_id.invoice_lines.move_id
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({})._create_payments()
        return decision

    def _sell_cables(self, due, **options):
        self._stock(self.cable, 1)
        invoice = self._sell(self.cable, 1, **options).invoice_lines.move_id
        invoice.button_draft()
        invoice.write(
            {"invoice_payment_term_id": False, "invoice_date": due, "invoice_date_due": due}
        )
        invoice.action_post()
        return invoice
