from odoo import api, fields, models


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    rma_line_id = fields.Many2one(
        "rma.case.line",
        "RMA Line",
        compute="_compute_rma_line_id",
        store=True,
        precompute=True,
        readonly=False,
        copy=False,
        index="btree_not_null",
        check_company=True,
        help="The RMA line this quantity belongs to: the link every RMA quantity is counted by.",
    )
    rma_operation = fields.Selection(related="move_id.rma_operation")

    @api.depends("move_id.rma_line_id")
    def _compute_rma_line_id(self):
        for move_line in self:
            move_line.rma_line_id = move_line.move_id.rma_line_id or move_line.rma_line_id
