from odoo import models


class StockScrap(models.Model):
    _name = "stock.scrap"
    _inherit = ["stock.scrap", "rma.line.document.mixin"]

    def _prepare_move_values(self):
        vals = super()._prepare_move_values()
        if self.rma_line_id:
            vals.update(
                rma_line_id=self.rma_line_id.id,
                rma_decision_id=self.rma_decision_id.id,
                rma_operation="scrap",
            )
        return vals
