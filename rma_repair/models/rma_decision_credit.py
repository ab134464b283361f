"""Credit notes: reversals of the original invoices (R8), drafted here and posted by a person."""

from odoo import Command, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .row_lock import lock_rows


class RmaDecision(models.Model):
    _inherit = "rma.decision"

    def create_credit_note(self):
        """Draft a credit note per invoice for what these decisions credit.

        Each line reverses its original invoice line: price, discount, taxes, currency, account,
        analytics and order line; many units share one. What was not invoiced yet needs none: the
        take-over reduces its order. Returns the credit notes.

        :raise UserError: more would be credited than was invoiced
        """
        missing = self._get_missing_lines("credit_note")
        return self.line_ids.browse().union(*missing)._create_credit_notes()

    def _get_lines_to_credit(self):
        """The decided lines of these decisions that wait for a credit note to be made."""
        return self.line_ids.sudo().filtered(
            lambda line: line.decision_id in self
            and line.state == "decided"
            and line._get_credit_note_state() == "missing"
        )

    def _prepare_credit_note_vals(self, invoice, lines):
        """Values of the credit note that reverses `invoice` as far as `lines` go."""
        self.ensure_one()
        default = {
            "move_type": "out_refund",
            "reversed_entry_id": invoice.id,
            "partner_id": invoice.partner_id.id,
            "ref": self._get_credit_reference(invoice),
            "invoice_date": False,
            "invoice_payment_term_id": invoice._get_rma_credit_term().id,
            "invoice_user_id": invoice.invoice_user_id.id,
            "invoice_origin": invoice.invoice_origin,
            "line_ids": self._prepare_credit_lines(lines),
            "invoice_line_ids": [],
            "rma_decision_id": self.id,
        }
        [vals] = invoice.with_context(include_business_fields=True).copy_data(default)
        return vals

    def _prepare_credit_lines(self, lines):
        """The credit note's lines, one per invoice line; then the early payment discounts."""
        vals_list, discounts = [], []
        for invoice_line, same in lines.grouped("invoice_line_id").items():
            vals = self._prepare_credit_line_vals(invoice_line, same)
            discount = invoice_line._prepare_rma_discount_vals(vals)
            vals_list.append(vals)
            discounts += [discount] if discount else []
        return [Command.create(vals) for vals in vals_list + discounts]

    def _get_credit_reference(self, invoice):
        return self.env._(
            "Reversal of: %(invoice)s of %(date)s, %(case)s",
            invoice=invoice.name,
            date=format_date(self.env, invoice.invoice_date),
            case=self.case_id.name,
        )

    def _prepare_credit_line_vals(self, invoice_line, lines):
        """Values of the one credit note line that reverses `invoice_line` for `lines`.

        What the customer keeps is an allowance: no goods, hence no cost of goods reversed, and the
        order stays as invoiced.
        """
        self.ensure_one()
        unit = invoice_line.product_id.uom_id or lines.product_id.uom_id
        default = {
            "quantity": unit._compute_quantity(
                lines._get_sold_total(), invoice_line.product_uom_id, rounding_method="HALF-UP"
            ),
            "rma_invoiced_line_id": invoice_line.id,
        }
        [vals] = invoice_line.with_context(include_business_fields=True).copy_data(default)
        vals.pop("move_id", None)
        if self.unit_outcome == "not_returned":
            vals["product_id"] = self._get_compensation_product().id
        if self.unit_outcome == "not_returned" or not lines[:1]._is_order_reduced():
            vals.pop("sale_line_ids", None)
        return vals

    def _get_compensation_product(self):
        product = self.company_id.rma_compensation_product_id
        if not product:
            raise UserError(
                self.env._(
                    "Choose the after-sales allowance product of %(company)s in the settings.",
                    company=self.company_id.name,
                )
            )
        return product


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    def _create_credit_notes(self):
        """Draft the credit notes of these lines with what their decisions deduct."""
        self.filtered(lambda line: not line.invoice_line_id)._resolve_invoice_lines()
        invoiced = self.filtered("invoice_line_id")
        notes = invoiced._create_reversals() | (self - invoiced)._create_agreed_credits()
        notes._deduct_charges()
        return notes

    def _create_reversals(self):
        """Draft a credit note per decision and invoice of these lines, and link them to it."""
        self._check_creditable()
        groups = self.grouped(lambda line: (line.decision_id, line.invoice_line_id.move_id))
        notes = (
            self.env["account.move"]
            .with_context(mail_create_nosubscribe=True, rma_credit_notes=True)
            .create(
                [
                    decision._prepare_credit_note_vals(invoice, same)
                    for (decision, invoice), same in groups.items()
                ]
            )
        )
        notes = notes.with_env(self.env)
        for note, same in zip(notes, groups.values(), strict=True):
            same._link_credit_lines(note)
        return notes

    def _check_creditable(self):
        """Refuse to credit more than these lines' invoice lines have left."""
        invoice_lines = self.invoice_line_id
        invoice_lines.sudo()._check_rma_in_force()
        lock_rows(invoice_lines)
        free = invoice_lines.sudo()._get_rma_creditable(without=self)
        for invoice_line, lines in self.grouped("invoice_line_id").items():
            wanted = lines._get_sold_total()
            if invoice_line.product_id.uom_id.compare(wanted, free[invoice_line.id]) > 0:
                lines[0]._raise_nothing_to_credit(invoice_line)

    def _link_credit_lines(self, note):
        """Note on these lines which line of `note` credits them."""
        credit_lines = {line.rma_invoiced_line_id: line for line in note.invoice_line_ids}
        for invoice_line, lines in self.grouped("invoice_line_id").items():
            lines.sudo().credit_line_id = credit_lines[invoice_line]
