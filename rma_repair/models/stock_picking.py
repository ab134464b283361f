from odoo import fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    rma_case_id = fields.Many2one(
        "rma.case", "RMA Case", index="btree_not_null", copy=False, readonly=True, check_company=True
    )
