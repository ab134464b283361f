from odoo import fields, models


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "rma.linked.mixin"]
    _rma_line_paths = ("origin_move_id.picking_id",)
    _rma_case_field = "rma_case_id"

    rma_case_id = fields.Many2one(
        "rma.case",
        "RMA Case",
        index="btree_not_null",
        copy=False,
        readonly=True,
        check_company=True,
    )

    def _create_backorder_picking(self):
        backorder = super()._create_backorder_picking()
        if self.rma_case_id:
            backorder.rma_case_id = self.rma_case_id
        return backorder
