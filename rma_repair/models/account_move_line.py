from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    rma_credited_line_ids = fields.One2many(
        "rma.case.line", "credit_line_id", "Credited RMA Lines", copy=False
    )
    rma_invoiced_line_id = fields.Many2one(
        "account.move.line",
        "Credited Invoice Line",
        index="btree_not_null",
        copy=False,
        readonly=True,
        help="The invoice line this RMA credit note line reverses, in full or in part.",
    )
