from odoo import fields, models

RMA_OPERATIONS = [
    ("receipt", "Receipt of the return"),
    ("return", "Sent back to the customer"),
    ("take_over", "Taken over"),
    ("replacement", "Replacement"),
    ("restock", "Restocked"),
    ("scrap", "Scrapped"),
    ("repair", "Repaired"),
]


class StockMove(models.Model):
    _inherit = "stock.move"

    rma_operation = fields.Selection(RMA_OPERATIONS, "RMA Operation", readonly=True, copy=False)
    rma_line_id = fields.Many2one(
        "rma.case.line",
        "RMA Line",
        index="btree_not_null",
        copy=False,
        readonly=True,
        check_company=True,
        help="Set where the whole move serves one line; serials are linked on the move lines.",
    )
    rma_decision_id = fields.Many2one(
        "rma.decision",
        "RMA Decision",
        index="btree_not_null",
        copy=False,
        readonly=True,
        check_company=True,
    )
