"""Goods bought elsewhere: credited at a price a person entered, with its reason."""

from odoo import Command, models
from odoo.exceptions import UserError


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    def _create_agreed_credits(self):
        """Draft the credit notes of those lines whose price was agreed, one per decision."""
        agreed = self.filtered(
            lambda line: line.price_agreed and not (line.invoice_line_id or line.credit_waived)
        )
        notes = self.env["account.move"]
        for decision, lines in agreed.grouped("decision_id").items():
            note = notes.create(decision._prepare_agreed_credit_vals(lines))
            for line, credit_line in zip(lines, note.invoice_line_ids, strict=True):
                line.sudo().credit_line_id = credit_line
            notes |= note
        return notes


class RmaDecision(models.Model):
    _inherit = "rma.decision"

    def _prepare_agreed_credit_vals(self, lines):
        """Values of the credit note over goods no invoice of ours is known of."""
        self.ensure_one()
        position = self._get_entry_position()
        return {
            **self._prepare_entry_vals("out_refund"),
            "rma_decision_id": self.id,
            "invoice_line_ids": [
                Command.create(self._prepare_agreed_line_vals(line, position)) for line in lines
            ],
        }

    def _prepare_agreed_line_vals(self, line, position):
        product = self._get_agreed_product(line)
        return {
            "product_id": product.id,
            "name": f"{line.display_name} ({line.price_agreed_reason})",
            "quantity": line._get_product_quantity(),
            "price_unit": self._add_included_tax(product, line.price_agreed, position),
        }

    def _get_agreed_product(self, line):
        """What stands on the credit note: the goods, or an allowance where they are kept."""
        kept = self.unit_outcome == "not_returned"
        return self._get_compensation_product() if kept else line.product_id

    def _check_authorized(self):
        result = super()._check_authorized()
        for line in self.filtered(lambda d: d.settlement == "credit").line_ids.sudo():
            if line.price_agreed and line.price_agreed_reason and line.invoice_line_id:
                raise UserError(
                    self.env._(
                        "%(line)s has both an invoice and an agreed price. Clear one of them.",
                        line=line.display_name,
                    )
                )
        return result
