from odoo import fields, models


class StockScrap(models.Model):
    _inherit = "stock.scrap"

    rma_line_id = fields.Many2one(
        "rma.case.line",
        "RMA Line",
        index="btree_not_null",
        copy=False,
        readonly=True,
        check_company=True,
    )
    rma_decision_id = fields.Many2one(
        "rma.decision",
        "RMA Decision",
        index="btree_not_null",
        copy=False,
        readonly=True,
        check_company=True,
    )

    def _prepare_move_values(self):
        vals = super()._prepare_move_values()
        if self.rma_line_id:
            vals.update(
                rma_line_id=self.rma_line_id.id,
                rma_decision_id=self.rma_decision_id.id,
                rma_operation="scrap",
            )
        return vals
