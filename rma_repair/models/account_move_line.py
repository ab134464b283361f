from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    rma_credited_line_ids = fields.One2many(
        "rma.case.line", "credit_line_id", "Credited RMA Lines", copy=False
    )
    # By this the ORM finds the lines that an entry's change concerns, else by a search each time.
    rma_returned_line_ids = fields.One2many(
        "rma.case.line", "invoice_line_id", "Returned RMA Lines", readonly=True, copy=False
    )
    rma_invoiced_line_id = fields.Many2one(
        "account.move.line",
        "Credited Invoice Line",
        index="btree_not_null",
        copy=False,
        readonly=True,
        help="The invoice line this RMA credit note line reverses, in full or in part.",
    )

    def _prepare_rma_return_row(self):
        """Values of a return line for goods that were invoiced without a delivery."""
        self.ensure_one()
        quantity = self.product_uom_id._compute_quantity(self.quantity, self.product_id.uom_id)
        return {
            "product_id": self.product_id.id,
            "invoice_line_id": self.id,
            "returnable_quantity": quantity,
            "quantity": quantity,
        }
