"""What a credit note takes over from its invoice beyond price and tax: rate, discount, cost."""

from odoo import api, models


class AccountMove(models.Model):
    _inherit = "account.move"

    @api.depends("reversed_entry_id", "rma_decision_id")
    def _compute_invoice_currency_rate(self):
        """A credit note undoes its sale at the rate of the sale: no exchange gain is made of it."""
        result = super()._compute_invoice_currency_rate()
        for note in self.filtered("rma_decision_id"):
            invoice = note.reversed_entry_id
            if invoice.currency_id == note.currency_id and invoice.invoice_currency_rate:
                note.invoice_currency_rate = invoice.invoice_currency_rate
        return result

    def _stock_account_prepare_realtime_out_lines_vals(self):
        """Reverse the cost of the very units that came back.

        Core takes the first cost line of the product on the reversed invoice, which is another
        unit's where two deliveries with different costs were invoiced together.
        """
        vals_list = super()._stock_account_prepare_realtime_out_lines_vals()
        for vals in vals_list:
            line = self.env["account.move.line"].sudo().browse(vals.get("cogs_origin_id"))
            cost = line._get_rma_cost() if line.rma_credited_line_ids else None
            quantity = line._get_product_unit_quantity() if cost is not None else 0
            if not quantity:
                continue
            side = 1 if vals["amount_currency"] > 0 else -1
            vals["price_unit"] = (1 if vals["price_unit"] > 0 else -1) * cost / quantity
            vals["amount_currency"] = side * line.company_currency_id.round(cost)
        return vals_list

    def _get_rma_credit_term(self):
        """A discount that lowers the tax from the start lowers it on the credit note too."""
        term = self.invoice_payment_term_id
        is_mixed = term.early_discount and term.early_pay_discount_computation == "mixed"
        return term if is_mixed else term.browse()

    def _get_rma_early_discount(self):
        """The share of this invoice that its customer did not pay, for paying early: 0.02."""
        self.ensure_one()
        term = self.invoice_payment_term_id
        account = self.company_id.account_journal_early_pay_discount_loss_account_id
        if not (term.early_discount and account):
            return 0.0
        receivable = self.line_ids.filtered(lambda line: line.display_type == "payment_term")
        payments = receivable.matched_credit_ids.credit_move_id.move_id
        taken = payments.line_ids.filtered(lambda line: line.account_id == account)
        return term.discount_percentage / 100 if taken else 0.0


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_rma_cost(self):
        """What the units this credit note line credits cost when they were delivered.

        In the company's currency; None where a delivery is not known, and core decides.
        """
        self.ensure_one()
        cost = 0.0
        # Core counts all serials of a delivery for its quantity: asked once per delivery.
        for origin, lines in self.rma_credited_line_ids.sudo().grouped("origin_move_id").items():
            valued = origin._get_valued_qty() if origin.is_out else 0.0
            if not valued:
                return None
            quantity = sum(line._get_product_quantity() for line in lines)
            cost += origin.value * quantity / valued
        return cost

    def _get_rma_kept_total(self):
        """What the customer paid for this line, with tax, less the early payment discount taken."""
        self.ensure_one()
        term = self.move_id.invoice_payment_term_id
        is_untaxed = term.early_pay_discount_computation == "excluded"
        discounted = self.price_subtotal if is_untaxed else self.price_total
        return self.price_total - self.move_id._get_rma_early_discount() * discounted

    def _prepare_rma_discount_vals(self, credit_vals):
        """Values of the line that takes an early payment discount off what is credited.

        The invoice's terms say whether tax was discounted too.
        """
        self.ensure_one()
        invoice = self.move_id
        share = invoice._get_rma_early_discount()
        if not share:
            return False
        term = invoice.invoice_payment_term_id
        is_included = term.early_pay_discount_computation == "included"
        company = invoice.company_id
        return {
            "name": self.env._(
                "Early payment discount of %(percent)g %% taken on %(invoice)s",
                percent=share * 100,
                invoice=invoice.name,
            ),
            "account_id": company.account_journal_early_pay_discount_loss_account_id.id,
            "quantity": credit_vals["quantity"],
            "price_unit": -share * self.price_unit,
            "discount": self.discount,
            "tax_ids": credit_vals["tax_ids"] if is_included else False,
        }
