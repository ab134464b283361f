from odoo import api, fields, models
from odoo.tools import SQL

from .rma_cost_query import OF_A_LINE, SHARED


class RmaCostRow(models.Model):
    """A cost that one document makes for one line; see `rma.cost`."""

    _name = "rma.cost.row"
    _description = "Recorded Row of the After-sales Cost"
    _inherit = "rma.recorded.row.mixin"
    _log_access = False
    _order = "date desc, id desc"
    _live = OF_A_LINE

    line_id = fields.Many2one(index=True)
    number = fields.Float(readonly=True, help="The id of the cost; a whole number of 53 bits.")
    source = fields.Char(readonly=True)
    kind = fields.Char(readonly=True)
    date = fields.Date(readonly=True)
    case_id = fields.Integer(readonly=True, index=True)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", readonly=True, index=True)
    product_id = fields.Many2one("product.product", readonly=True)
    lot_id = fields.Many2one("stock.lot", readonly=True, index="btree_not_null")
    failure_code_id = fields.Many2one("rma.failure.code", readonly=True)
    liability = fields.Char(readonly=True)
    disposition_id = fields.Many2one("rma.disposition", readonly=True)
    user_id = fields.Many2one("res.users", readonly=True)
    sales_user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    is_for_purchasing = fields.Boolean(readonly=True)
    stock_move_id = fields.Integer(readonly=True)
    repair_id = fields.Integer(readonly=True)
    entry_id = fields.Integer(readonly=True)
    amount = fields.Float(readonly=True, digits=(16, 2))

    _date_idx = models.Index("(date DESC, (number::bigint) DESC)")

    @api.model
    def _get_costs(self):
        """SQL of all costs, those included that several lines share."""
        return self._get_rows(SQL(SHARED))
