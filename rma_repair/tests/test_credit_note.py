from odoo import Command
from odoo.tests import tagged

from .common_credit import CreditCommon


@tagged("post_install", "-at_install")
class TestCreditNote(CreditCommon):
    def _invoice_with_terms(self):
        """Ten cables invoiced with every term that a credit note has to repeat."""
        tax = self.env["account.tax"].create({"name": "T10", "amount": 10})
        plan = self.env["account.analytic.plan"].create({"name": "Plan"})
        analytic = self.env["account.analytic.account"].create({"name": "A", "plan_id": plan.id})
        invoice = self._sell_cables(10, invoice=False).order_id._create_invoices()
        abroad = self.env["account.fiscal.position"].create({"name": "Abroad"})
        invoice.write({"fiscal_position_id": abroad.id, "invoice_user_id": self.user_sales.id})
        invoice.invoice_line_ids.write(
            {
                "price_unit": 80.0,
                "discount": 25.0,
                "tax_ids": [Command.set(tax.ids)],
                "analytic_distribution": {str(analytic.id): 100.0},
            }
        )
        invoice.action_post()
        return invoice

    def test_reverses_what_was_invoiced_not_the_price_list(self):
        invoice = self._invoice_with_terms()
        self.cable.list_price = 500.0

        note = self._credit(self._cables(4)).credit_note_ids

        terms = ("fiscal_position_id", "currency_id", "journal_id", "invoice_user_id")
        for name in ("partner_id", *terms):
            self.assertTrue(invoice[name], name)
            self.assertEqual(note[name], invoice[name], name)
        self.assertRecordValues(
            note,
            [
                {
                    "move_type": "out_refund",
                    "state": "draft",
                    "reversed_entry_id": invoice.id,
                    "amount_untaxed": 240.0,
                    "amount_tax": 24.0,
                }
            ],
        )

    def test_credit_line_repeats_the_terms_of_its_invoice_line(self):
        invoice_line = self._invoice_with_terms().invoice_line_ids

        decision = self._credit(self._cables(4))

        credit_line = decision.credit_note_ids.invoice_line_ids
        for name in ("price_unit", "discount", "tax_ids", "account_id", "sale_line_ids"):
            self.assertEqual(credit_line[name], invoice_line[name], name)
        self.assertEqual(credit_line.analytic_distribution, invoice_line.analytic_distribution)
        self.assertRecordValues(
            credit_line, [{"quantity": 4.0, "rma_invoiced_line_id": invoice_line.id}]
        )
        self.assertEqual(decision.line_ids.credit_line_id, credit_line)

    def test_serials_of_one_invoice_line_share_one_credit_line(self):
        lots = self._sell_serials(5)
        case = self._inspected_case(*lots[:3])

        decision = self._credit(case.line_ids)

        self.assertRecordValues(
            decision.credit_note_ids.invoice_line_ids,
            [{"quantity": 3, "rma_credited_line_ids": case.line_ids.ids}],
        )

    def test_made_twice_it_is_there_once(self):
        self._sell_cables(2)
        decision = self._credit(self._cables(1))

        self.assertFalse(decision.create_credit_note())

        self.assertEqual(len(decision.credit_note_ids), 1)

    def test_posting_closes_the_lines_and_lowers_what_was_invoiced(self):
        sale_line = self._sell_cables(10)
        decision = self._credit(self._cables(4), "scrap")
        self.assertEqual(decision.line_ids.missing_documents, "credit note to post")

        decision.credit_note_ids.with_user(self.user_finance).action_post()

        self.assertEqual(decision.line_ids.state, "closed")
        self.assertRecordValues(
            sale_line, [{"qty_invoiced": 6, "qty_delivered": 6, "qty_to_invoice": 0}]
        )
        self.assertEqual(decision.credit_note_ids.payment_state, "paid")

    def test_dozens_invoiced_units_returned(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self._stock(self.cable, 24)
        sale_line = self._sell(self.cable, 24, invoice=False)
        invoice = sale_line.order_id._create_invoices()
        invoice.invoice_line_ids.write(
            {"product_uom_id": dozen.id, "quantity": 2, "price_unit": 1200}
        )
        invoice.action_post()

        decision = self._credit(self._cables(6))

        self.assertRecordValues(
            decision.credit_note_ids.invoice_line_ids,
            [{"quantity": 0.5, "product_uom_id": dozen.id, "price_subtotal": 600}],
        )

    def test_foreign_currency_stays(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        sale_line = self._sell_cables(2, invoice=False)
        invoice = sale_line.order_id._create_invoices()
        invoice.currency_id = euro
        invoice.invoice_line_ids.price_unit = 70
        invoice.action_post()

        decision = self._credit(self._cables(2))

        self.assertRecordValues(
            decision.credit_note_ids, [{"currency_id": euro.id, "amount_total": 140}]
        )

    def test_two_invoices_give_two_credit_notes(self):
        self._stock(self.cable, 10)
        sale_line = self._sell(self.cable, 10, invoice=False)
        for quantity in (6, 4):
            invoice = sale_line.order_id._create_invoices()
            invoice.invoice_line_ids.quantity = quantity
            invoice.action_post()

        decision = self._credit(self._cables(8))

        self.assertEqual(decision.line_ids.sorted("id").mapped("quantity"), [6, 2])
        self.assertEqual(decision.line_ids.mapped("state"), ["decided"] * 2)
        notes = decision.credit_note_ids.sorted("id")
        self.assertEqual(notes.invoice_line_ids.mapped("quantity"), [6, 2])
        self.assertEqual(len(notes.reversed_entry_id), 2)

    def test_different_prices_must_be_chosen(self):
        self._stock(self.cable, 10)
        sale_line = self._sell(self.cable, 10, invoice=False)
        for price in (100, 90):
            invoice = sale_line.order_id._create_invoices()
            invoice.invoice_line_ids.write({"quantity": 5, "price_unit": price})
            invoice.action_post()
        line = self._cables(5)

        self._assert_refused("Choose the invoice line", self._credit, line)
        self.assertEqual(line.state, "inspected")
        self.assertFalse(line.sudo().decision_ids.credit_note_ids)

        line.sudo().decision_ids.action_cancel()
        cheap = sale_line.invoice_lines.filtered(lambda aml: aml.price_unit == 90)
        line.sudo().invoice_line_id = cheap
        decision = self._credit(line)
        self.assertEqual(decision.credit_note_ids.amount_untaxed, 450)

    def test_unknown_invoice_is_refused(self):
        self._stock(self.cable, 1)
        line = self._cables(1)

        self._assert_refused("No invoice of", self._credit, line)

        self.assertEqual(line.state, "inspected")

    def test_drafts_and_core_s_credit_notes_count_as_credited(self):
        sale_line = self._sell_cables(4)
        invoice_line, delivery = sale_line.invoice_lines, sale_line.move_ids
        invoice_line.move_id._reverse_moves().invoice_line_ids.quantity = 1
        self._credit(self._cables(2, origin_move_id=delivery.id))

        decision = self._credit(self._cables(2, origin_move_id=delivery.id))

        self.assertEqual(decision.credit_note_ids.invoice_line_ids.quantity, 1)
        self.assertEqual(invoice_line._get_rma_creditable(), {invoice_line.id: 0})
        self.assertRecordValues(sale_line, [{"qty_invoiced": 0, "qty_delivered": 0}])

    def test_never_more_than_the_chosen_invoice_line(self):
        sale_line = self._sell_cables(4)
        chosen = {
            "origin_move_id": sale_line.move_ids.id,
            "invoice_line_id": sale_line.invoice_lines.id,
        }
        sale_line.invoice_lines.move_id._reverse_moves().invoice_line_ids.quantity = 1
        self._credit(self._cables(2, **chosen))
        second = self._cables(2, **chosen)

        self._assert_refused("left to credit", self._credit, second)

        self.assertEqual(second.state, "inspected")
        self.assertFalse(second.credit_line_id)

    def test_reset_and_deleted_credit_note_is_made_anew(self):
        self._sell_cables(4)
        decision = self._credit(self._cables(2), "scrap")
        note = decision.credit_note_ids
        note.action_post()
        self.assertEqual(decision.line_ids.state, "closed")

        note.button_draft()
        self.assertEqual(decision.line_ids.state, "decided")
        self.assertEqual(decision.line_ids.missing_documents, "credit note to post")
        note.unlink()
        self.assertEqual(decision.line_ids.missing_documents, "credit note to create")

        again = decision.create_credit_note()
        again.action_post()
        self.assertEqual(decision.line_ids.state, "closed")

    def test_cancelled_credit_note_is_made_anew(self):
        self._sell_cables(4)
        decision = self._credit(self._cables(2))
        decision.credit_note_ids.button_cancel()
        self.assertIn("credit note to create", decision.line_ids.missing_documents)

        again = decision.create_credit_note()

        self.assertEqual(decision.line_ids.credit_line_id, again.invoice_line_ids)
