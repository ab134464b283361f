from odoo import fields, models


class StockLot(models.Model):
    _inherit = "stock.lot"

    rma_line_ids = fields.One2many("rma.case.line", "lot_id", "RMA Lines")
    rma_case_count = fields.Integer("RMA Cases", compute="_compute_rma_case_count")

    def _compute_rma_case_count(self):
        groups = self.env["rma.case.line"]._read_group(
            [("lot_id", "in", self.ids)], ["lot_id"], ["case_id:count_distinct"]
        )
        counts = {lot: count for lot, count in groups}
        for lot in self:
            lot.rma_case_count = counts.get(lot, 0)
