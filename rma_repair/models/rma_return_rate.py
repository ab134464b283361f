"""How much of what was delivered came back: by product, lot, customer and month of delivery."""

from odoo import fields, models
from odoo.tools import SQL

from .rma_group_measure_mixin import share
from .rma_return_rate_query import RATES

# Of fewer delivered units no rate is shown: one return more or less would change it too much.
MIN_DELIVERED = 20
READONLY = {"readonly": True}
UNITS = {"readonly": True, "digits": "Product Unit"}
RATE = {"compute": "_compute_group_measures", "aggregator": "avg", "digits": (16, 2)}


class RmaReturnRate(models.Model):
    """Units of one delivery: delivered, taken back by core's own return, or returned with an RMA.

    Everything stands at the delivery, so that returns are compared with the units they come from
    (cohorts), not with what happened to be sold in the month they came back. In the product's unit.
    """

    _name = "rma.return.rate"
    _description = "Return Rate"
    _inherit = "rma.group.measure.mixin"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "product_id"
    _depends = {
        "stock.move": [
            "state", "date", "product_id", "sale_line_id", "rma_operation", "location_id",
            "location_dest_id", "origin_returned_move_id", "picking_id", "picking_type_id",
        ],
        "stock.move.line": ["quantity_product_uom", "lot_id", "move_id"],
        "rma.case": ["date_request"],
        "rma.case.line": [
            "origin_move_id", "lot_id", "is_serial", "state", "finding", "liability", "quantity",
            "quantity_received", "is_return_expected", "product_uom_id", "is_recorded",
        ],
    }  # fmt: skip
    _group_measures = {
        "return_rate": share("returned", "delivered", MIN_DELIVERED),
        "confirmed_rate": share("confirmed", "delivered", MIN_DELIVERED),
        "confirmed_ppm": share("confirmed", "delivered", MIN_DELIVERED, factor=1_000_000),
        "per_1000_3": share("confirmed_3", "delivered_3", MIN_DELIVERED, factor=1000),
        "per_1000_12": share("confirmed_12", "delivered_12", MIN_DELIVERED, factor=1000),
    }

    move_id = fields.Many2one("stock.move", "Delivery", **READONLY)
    line_id = fields.Many2one("rma.case.line", "RMA Line", **READONLY)
    company_id = fields.Many2one("res.company", **READONLY)
    warehouse_id = fields.Many2one("stock.warehouse", **READONLY)
    partner_id = fields.Many2one("res.partner", "Customer", **READONLY)
    product_id = fields.Many2one("product.product", **READONLY)
    categ_id = fields.Many2one("product.category", "Product Category", **READONLY)
    lot_id = fields.Many2one("stock.lot", "Lot/Serial", **READONLY)
    date = fields.Datetime("Delivered on", **READONLY)
    is_replacement = fields.Boolean("Replacement", **READONLY)
    delivered = fields.Float(
        **UNITS, help="Delivered to customers, less what came back without an RMA."
    )
    returned = fields.Float(
        **UNITS, help="Units of these deliveries that came back with an RMA; a serial counts once."
    )
    confirmed = fields.Float(
        **UNITS, help="Returned units whose fault was found and is not the customer's."
    )
    months_in_service = fields.Integer(
        readonly=True,
        aggregator="avg",
        help="Full months from the delivery to the customer's request.",
    )
    delivered_3 = fields.Float("Delivered 3 Months ago", **UNITS)
    confirmed_3 = fields.Float("Confirmed within 3 Months", **UNITS)
    delivered_12 = fields.Float("Delivered 12 Months ago", **UNITS)
    confirmed_12 = fields.Float("Confirmed within 12 Months", **UNITS)
    return_rate = fields.Float("Return Rate %", **RATE)
    confirmed_rate = fields.Float("Confirmed Return Rate %", **RATE)
    confirmed_ppm = fields.Float("Confirmed PPM", **RATE)
    per_1000_3 = fields.Float(
        "R/1000 at 3 Months",
        **RATE,
        help="Confirmed within 3 months of service, per 1000 units delivered 3 months ago or more.",
    )
    per_1000_12 = fields.Float(
        "R/1000 at 12 Months",
        **RATE,
        help="Confirmed within 12 months of service, per 1000 units delivered a year ago or more.",
    )

    @property
    def _table_query(self):
        return SQL(RATES, self.env["rma.return.row"]._get_rows())
