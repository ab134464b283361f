from odoo import models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "rma.linked.mixin"]
    _rma_line_paths = ("sale_line_id.order_id",)
