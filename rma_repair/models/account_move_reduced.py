"""Invoices over orders that an RMA reduced, because nothing was invoiced yet."""

from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        self._check_rma_reduced()
        return super()._post(soft)

    def _check_rma_reduced(self):
        """Refuse to invoice what came back uninvoiced: an older draft still holds it."""
        invoices = self.filtered(lambda move: move.move_type == "out_invoice").sudo()
        lines = invoices.invoice_line_ids.filtered("sale_line_ids")
        for sold, waived in lines.sale_line_ids._get_rma_waived().grouped("sale_line_id").items():
            own = lines.filtered(lambda line, sold=sold: sold in line.sale_line_ids)
            wanted = sum(
                line.product_uom_id._compute_quantity(line.quantity, sold.product_uom_id)
                for line in own
            )
            left = sold.qty_delivered - sold._get_rma_invoiced_quantity()
            if sold.product_uom_id.compare(wanted, left) > 0:
                own[:1]._raise_rma_reduced(wanted, left, waived)


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _raise_rma_reduced(self, wanted, left, waived):
        raise UserError(
            self.env._(
                "%(wanted)s of %(product)s would be invoiced, but after what came back with "
                "%(cases)s only %(left)s are left of %(order)s. Lower the quantity.",
                wanted=wanted,
                product=self.product_id.display_name,
                cases=", ".join(waived.case_id.mapped("name")),
                left=max(left, 0),
                order=waived.sale_line_id.order_id.name,
            )
        )


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_rma_invoiced_quantity(self):
        """What was invoiced for good, in this line's unit: no drafts, less all credit notes.

        A draft invoice can not be posted over what the order has left; a draft credit note is a
        promise to the customer.
        """
        self.ensure_one()
        line = self.sudo()
        drafts = line._get_invoice_lines().filtered(
            lambda invoice_line: invoice_line.parent_state == "draft"
            and invoice_line.move_id.move_type == "out_invoice"
        )
        return line.qty_invoiced - sum(
            draft.product_uom_id._compute_quantity(draft.quantity, line.product_uom_id)
            for draft in drafts
        )

    def _get_rma_waived(self):
        """The RMA lines that reduced these order lines instead of being credited."""
        lines = self.filtered(lambda line: line.product_id.invoice_policy == "delivery")
        waived = self.env["rma.case.line"].sudo()
        if not lines:
            return waived
        return waived.search(
            [
                ("sale_line_id", "in", lines.ids),
                ("credit_waived", "!=", False),
                ("quantity_received", ">", 0),
            ]
        )
