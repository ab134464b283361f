"""Compensations: an allowance without goods, on its own account."""

from odoo import Command, models


class RmaDecision(models.Model):
    _inherit = "rma.decision"

    def create_compensation(self):
        """Draft a credit note with the allowance of each of these decisions.

        It reverses no invoice: the allowance product's account takes it. Returns the credit notes.
        """
        missing = self._get_missing_lines("compensation")
        decisions = self.line_ids.browse().union(*missing).decision_id
        return self.env["account.move"].create(
            [decision._prepare_compensation_vals() for decision in decisions]
        )

    def _prepare_compensation_vals(self):
        """Values of the credit note of this decision's allowance."""
        self.ensure_one()
        return {
            **self._prepare_entry_vals("out_refund"),
            "rma_decision_id": self.id,
            "invoice_line_ids": [Command.create(self._prepare_compensation_line_vals())],
        }

    def _prepare_compensation_line_vals(self):
        self.ensure_one()
        product = self._get_compensation_product()
        return {
            "product_id": product.id,
            "name": self._get_compensation_name(product),
            "quantity": 1.0,
            "price_unit": self._add_included_tax(
                product, self.compensation_amount, self._get_entry_position()
            ),
        }

    def _get_compensation_name(self, product):
        """What the allowance is for: the case, and the invoices of the goods where known."""
        invoices = self.line_ids._get_invoice_candidates_of_all().move_id
        about = ", ".join([self.case_id.name, *invoices.mapped("name")])
        return f"{product.display_name} ({about})"


class RmaCaseLine(models.Model):
    _inherit = "rma.case.line"

    def _get_invoice_candidates_of_all(self):
        lines = self.sudo()
        return lines.env["account.move.line"].union(
            *(line._get_invoice_candidates() for line in lines)
        )
