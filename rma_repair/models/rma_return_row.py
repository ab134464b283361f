from odoo import fields, models

from .rma_return_rate_query import CLAIM


class RmaReturnRow(models.Model):
    """What came back of a delivery with one line, beside that delivery; see `rma.return.rate`.

    The customer is the delivery's when it was written down: a confirmed order keeps its own.
    """

    _name = "rma.return.row"
    _description = "Recorded Row of the Return Rate"
    _inherit = "rma.recorded.row.mixin"
    _log_access = False
    _order = "date desc, line_id desc"
    _live = CLAIM

    move_id = fields.Integer("Delivery", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", readonly=True, index=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    lot_id = fields.Many2one("stock.lot", readonly=True, index="btree_not_null")
    date = fields.Datetime("Delivered on", readonly=True)
    date_request = fields.Datetime("Requested on", readonly=True)
    is_replacement = fields.Boolean("Replacement", readonly=True)
    is_confirmed = fields.Boolean("Confirmed", readonly=True)
    is_again = fields.Boolean(
        "Came Back again",
        readonly=True,
        help="The serial stood on an earlier line of this delivery.",
    )
    quantity = fields.Float(readonly=True)

    _line_uniq = models.UniqueIndex("(line_id)", "A line has one row.")
    _date_idx = models.Index("(date DESC, line_id DESC)")
