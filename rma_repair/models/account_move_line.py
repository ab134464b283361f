from odoo import api, fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    rma_credited_line_ids = fields.One2many(
        "rma.case.line",
        "credit_line_id",
        "Credited RMA Lines",
        copy=False,
        groups="rma_repair.group_user",
    )
    # By this the ORM finds the lines that an entry's change concerns, else by a search each time.
    rma_returned_line_ids = fields.One2many(
        "rma.case.line",
        "invoice_line_id",
        "Returned RMA Lines",
        readonly=True,
        copy=False,
        groups="rma_repair.group_user",
    )
    rma_invoiced_line_id = fields.Many2one(
        "account.move.line",
        "Credited Invoice Line",
        index="btree_not_null",
        copy=False,
        readonly=True,
        ondelete="restrict",
        help="The invoice line this RMA credit note line reverses, in full or in part.",
    )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Describe no field where none is asked for, while RMA credit notes are made or posted.

        Core asks for the tracked ones of each write to a journal item. Mostly there are none, and
        an empty list gets all fields described: a quarter of what posting a credit note cost.
        """
        if allfields == [] and self.env.context.get("rma_credit_notes"):
            return {}
        return super().fields_get(allfields, attributes)

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
