from odoo import fields, models


class StockLot(models.Model):
    _name = "stock.lot"
    _inherit = ["stock.lot", "rma.linked.mixin"]
    _rma_line_paths = ("lot_id",)

    rma_line_ids = fields.One2many("rma.case.line", "lot_id", "RMA Lines")
