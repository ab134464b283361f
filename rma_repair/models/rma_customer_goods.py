"""The customers' goods as accountants list them: whose, where, since when, at what value."""

from odoo import fields, models
from odoo.tools import SQL

from .rma_check_goods import RETURNED_QUANTS

GOODS = """
    SELECT quant.id, quant.id AS quant_id, quant.company_id, quant.owner_id AS partner_id,
           quant.product_id, quant.lot_id, quant.location_id,
           quant.in_date::date AS date, CURRENT_DATE - quant.in_date::date AS age_days,
           quant.quantity, template.uom_id AS product_uom_id, company.currency_id, line.case_id
    %(quants)s
    JOIN product_product product ON product.id = quant.product_id
    JOIN product_template template ON template.id = product.product_tmpl_id
    LEFT JOIN LATERAL (
        (
            SELECT case_id FROM rma_case_line
            WHERE lot_id = quant.lot_id AND product_id = quant.product_id
                AND partner_id = quant.owner_id AND company_id = quant.company_id
                AND quantity_received > 0
            ORDER BY id DESC LIMIT 1
        ) UNION ALL (
            SELECT case_id FROM rma_case_line
            WHERE quant.lot_id IS NULL AND lot_id IS NULL AND product_id = quant.product_id
                AND partner_id = quant.owner_id AND company_id = quant.company_id
                AND quantity_received > 0
            ORDER BY id DESC LIMIT 1
        )
    ) line ON TRUE
    WHERE quant.quantity <> 0 AND quant.owner_id IS NOT NULL
"""


class RmaCustomerGoods(models.Model):
    """One quantity in the returns that is a customer's property, read from the stock itself."""

    _name = "rma.customer.goods"
    _description = "Customers' Goods"
    _inherit = "rma.large.mixin"
    _auto = False
    _order = "date, id"
    _rec_name = "product_id"
    _depends = {
        "stock.quant": ["quantity", "owner_id", "location_id", "lot_id", "in_date"],
        "rma.case.line": ["case_id", "product_id", "lot_id", "quantity_received"],
    }

    quant_id = fields.Many2one("stock.quant", "In Stock", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    case_id = fields.Many2one("rma.case", readonly=True, help="The last case they came back with.")
    product_id = fields.Many2one("product.product", readonly=True)
    lot_id = fields.Many2one("stock.lot", "Lot/Serial", readonly=True)
    location_id = fields.Many2one("stock.location", readonly=True)
    date = fields.Date("Here since", readonly=True)
    age_days = fields.Integer("Days Here", readonly=True, aggregator="avg")
    quantity = fields.Float(readonly=True, digits="Product Unit")
    product_uom_id = fields.Many2one("uom.uom", "Unit", readonly=True)
    value = fields.Monetary(
        compute="_compute_value", help="As the stock values it: nothing, until it is taken over."
    )

    @property
    def _table_query(self):
        return SQL(GOODS, quants=RETURNED_QUANTS)

    def _compute_value(self):
        for goods in self:
            goods.value = goods.quant_id.sudo().value

    def action_open_case(self):
        """Open the case these goods came back with."""
        self.ensure_one()
        return self.case_id.get_formview_action()
