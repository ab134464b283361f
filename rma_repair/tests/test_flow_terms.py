from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from .common_credit import CreditCommon


@tagged("post_install", "-at_install")
class TestFlowTerms(CreditCommon):
    """What was agreed and paid with the invoice is what the credit note gives back."""

    def _invoice(self, quantity=2, **values):
        sale_line = self._sell_cables(quantity, invoice=False)
        invoice = sale_line.order_id._create_invoices()
        invoice.write(values)
        return invoice

    def test_a_credit_note_keeps_the_rate_of_its_sale(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        today = fields.Date.today()
        self.env["res.currency.rate"].create(
            [
                {"currency_id": euro.id, "company_id": self.company.id, "name": day, "rate": rate}
                for day, rate in ((today - timedelta(days=60), 0.5), (today, 0.8))
            ]
        )
        invoice = self._invoice(currency_id=euro.id, invoice_date=today - timedelta(days=30))
        invoice.invoice_line_ids.price_unit = 70
        invoice.action_post()
        self.assertAlmostEqual(invoice.invoice_currency_rate, 0.5)

        note = self._credit(self._cables(2)).credit_note_ids
        note.action_post()

        self.assertAlmostEqual(note.invoice_currency_rate, 0.5)
        self.assertEqual(note.invoice_date, today)
        self.assertRecordValues(note, [{"amount_total": 140, "amount_total_signed": -280}])
        self.assertFalse(invoice.line_ids.matched_credit_ids.exchange_move_id)

    def test_down_payments_are_credited_once(self):
        self._stock(self.cable, 2)
        order = self._sell(self.cable, 2, invoice=False).order_id
        wizard = self.env["sale.advance.payment.inv"].create(
            {
                "advance_payment_method": "percentage",
                "amount": 30,
                "sale_order_ids": [Command.set(order.ids)],
            }
        )
        wizard._create_invoices(order).action_post()
        final = order._create_invoices(final=True)
        final.action_post()
        self.assertEqual(final.amount_untaxed, 140)

        note = self._credit(self._cables(1)).credit_note_ids

        self.assertRecordValues(note, [{"amount_untaxed": 100, "reversed_entry_id": final.id}])
        self.assertEqual(len(note.invoice_line_ids), 1)

    def _get_terms(self, computation):
        """A tax of 10 %, and 5 % off for paying within 10 days."""
        tax = self.env["account.tax"].create({"name": f"T10 {computation}", "amount": 10})
        self.company.account_journal_early_pay_discount_loss_account_id = self.env[
            "account.account"
        ].create(
            {
                "name": "Discounts",
                "code": {"included": "480991", "excluded": "480992"}.get(computation, "480993"),
                "account_type": "expense",
            }
        )
        term = self.env["account.payment.term"].create(
            {
                "name": "5 % in 10 days",
                "early_discount": True,
                "discount_days": 10,
                "discount_percentage": 5,
                "early_pay_discount_computation": computation,
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})
                ],
            }
        )
        return tax, term

    def _pay_early(self, computation):
        """An invoice of 200 with 10 % tax, of which the customer took 5 % off for paying early."""
        tax, term = self._get_terms(computation)
        invoice = self._invoice(invoice_payment_term_id=term.id)
        invoice.invoice_line_ids.tax_ids = tax
        invoice.action_post()
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        register.create({})._create_payments()
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        return invoice

    def test_an_early_payment_discount_is_not_given_twice(self):
        for computation, total in (("included", 209), ("excluded", 210), ("mixed", 209)):
            with self.subTest(computation=computation):
                sold = self._pay_early(computation)
                delivery = sold.invoice_line_ids.sale_line_ids.move_ids

                line = self._cables(2, origin_move_id=delivery.id)
                note = self._credit(line).credit_note_ids

                self.assertAlmostEqual(note.amount_total, total)
                self.assertIn("Early payment", " ".join(note.invoice_line_ids.mapped("name")))

    def test_no_more_is_deducted_than_an_early_payment_discount_leaves(self):
        """190 with 10 % tax are 209: what is left of 220 after 5 %, tax included."""
        fee = self.env.ref("rma_repair.product_charge_restocking").with_company(self.company)
        for computation in ("included", "mixed"):
            with self.subTest(computation=computation):
                sold = self._pay_early(computation)
                fee.taxes_id = sold.invoice_line_ids.tax_ids
                delivery = sold.invoice_line_ids.sale_line_ids.move_ids
                line = self._cables(2, origin_move_id=delivery.id)
                decision = self._propose(line, "restock", "credit")
                charge = self.env["rma.decision.charge"].with_user(self.user_service)
                charge = charge.create({"decision_id": decision.id, "price_unit": 191})

                self._assert_refused("from credit", self._put_into_force, decision)
                decision.action_draft()
                charge.price_unit = 190
                note = self._put_into_force(decision).sudo().credit_note_ids

                self.assertAlmostEqual(note.amount_total, 0, delta=1)
                self.assertGreaterEqual(note.amount_total, 0)
                note.action_post()

    def test_a_discount_that_was_not_taken_is_not_deducted(self):
        invoice = self._pay_early("included")
        invoice.line_ids.remove_move_reconcile()

        note = self._credit(self._cables(2)).credit_note_ids

        self.assertAlmostEqual(note.amount_total, 220)

    def test_a_locked_period_is_credited_in_the_open_one_with_its_date_shown(self):
        today = fields.Date.today()
        invoice = self._invoice(invoice_date=today - timedelta(days=60))
        invoice.action_post()
        self.company.fiscalyear_lock_date = locked = today - timedelta(days=30)
        note = self._credit(self._cables(1)).credit_note_ids

        note.invoice_date = today - timedelta(days=45)
        note.action_post()

        self.assertGreater(note.date, locked)
        self.assertIn(invoice.name, note.ref)
        self.assertIn(invoice.invoice_date.strftime("%m/%d/%Y"), note.ref)
